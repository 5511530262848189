/** Which tab at the right is seen; kept while the page lives. */
import { createStore } from "../../protocol/store";
import type { TabId } from "./tabs";

export const chosenTab = createStore<TabId>("customer");

/** Shows a tab at the right. */
export function showTab(tab: TabId): void {
  chosenTab.set(tab);
}
