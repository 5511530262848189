/** The connection to the center, in English. */
export const en_connection = {
  link_connecting: "Connecting…",
  link_online: "Connected",
  link_reconnecting: "Connection lost, trying again",
  link_taken_over_title: "Your desktop is open in another window",
  link_taken_over_text: "Contacts show there. Take it back to go on here.",
  take_back: "Use it here",
  reconnecting_banner:
    "The connection to the center is lost. A call goes on; buttons work again as soon as we are back.",
} as const;
