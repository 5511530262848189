/**
 * What the frame shows in its places, beside calls and offers. Owns which feature stands where; the frame knows
 * nothing of the features. Large ones are loaded when they are first seen.
 */
import type { InteractionView } from "../protocol/desktop_frames";
import type { DeskView } from "../protocol/desktop_state";
import { useChannel } from "./context";
import type { TabId } from "./frame/tabs";
import { latePart } from "./parts/late_part";

export { HeaderTools } from "./entered/header_tools";
export { CanvasTools } from "./follow_ups/canvas_tools";
export { ReminderBanner } from "./follow_ups/reminder_banner";
export { HelpList } from "./help/help_list";

export interface PanelProps {
  view: DeskView;
  /** The contact that the middle shows; null while there is none. */
  interaction: InteractionView | null;
}

/** Left, first: the talk that a supervisor listens in on. */
export const MonitoringPanel = latePart(async () => (await import("./monitoring/monitoring_panel")).MonitoringPanel);

/** Right, first tab: the customer of the contact that is shown. */
export const CustomerTab = latePart(async () => (await import("./customer/customer_tab")).CustomerTab);

/** Right, second tab: the customer's contacts and their time lines. */
export const ContactsTab = latePart(async () => (await import("./timeline/contacts_tab")).ContactsTab);

/** Right, third tab: the agent's own day. */
export const MyDayTab = latePart(async () => (await import("./my_day/my_day")).MyDay);

/** Right, fourth tab: work that may be pulled. */
export const WaitingTab = latePart(async () => (await import("./waiting/waiting_list")).WaitingList);

/** How many things of a tab want to be seen now; shown beside the tab's name. */
export function useTabCounts(view: DeskView): Partial<Record<TabId, number>> {
  const waiting = useChannel("waiting");
  return {
    waiting: Object.keys(waiting ?? {}).length,
    my_day: view.follow_ups.filter(({ is_reminded }) => is_reminded).length,
  };
}
