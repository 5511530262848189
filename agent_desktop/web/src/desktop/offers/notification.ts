/** A notification of the system for an offer: seen when the browser is behind other windows. Owns the open ones. */

export type NotificationState = "default" | "granted" | "denied";

/** What the browser has decided; where there are no notifications, nothing can be allowed. */
export function notificationState(): NotificationState {
  return typeof Notification === "undefined" ? "denied" : Notification.permission;
}

/** Asks for the permission; to be called from a click. */
export async function askForNotifications(): Promise<NotificationState> {
  return typeof Notification === "undefined" ? "denied" : Notification.requestPermission();
}

/**
 * Shows an offer outside of the page until the returned function is called. A click only brings the desktop forward:
 * accepting is done where what is accepted can be read. In view the offer's card is enough.
 */
export function notifyOffer(offerId: string, title: string, body: string): () => void {
  if (notificationState() !== "granted" || document.visibilityState === "visible") return () => {};
  const shown = new Notification(title, { tag: offerId, body, requireInteraction: true });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
  return () => shown.close();
}
