/** The right side: the customer, the contacts, the agent's day, and work that waits, one at a time. */
import type { ReactNode } from "react";
import { Tabs } from "../../controls/tabs";
import { useSpeech } from "../../i18n/language";
import { useStore } from "../../protocol/store";
import { Contained } from "../parts/contained";
import { ContactsTab, CustomerTab, MyDayTab, type PanelProps, useTabCounts, WaitingTab } from "../slots";
import { chosenTab, showTab } from "./chosen_tab";
import { useShownInteraction } from "./shown";
import { TABS, type TabId } from "./tabs";

const PANELS: Record<TabId, (props: PanelProps) => ReactNode> = {
  customer: (props) => <CustomerTab {...props} />,
  contacts: (props) => <ContactsTab {...props} />,
  my_day: (props) => <MyDayTab {...props} />,
  waiting: (props) => <WaitingTab {...props} />,
};

export function RightPanel({ view }: Pick<PanelProps, "view">) {
  const { t } = useSpeech();
  const chosen = useStore(chosenTab);
  const interaction = useShownInteraction();
  const counts = useTabCounts(view);
  const items = TABS.map((id) => ({
    id,
    label: t(`tab_${id}`),
    count: counts[id],
    panel: <Contained>{PANELS[id]({ view, interaction })}</Contained>,
  }));
  return (
    <aside className="right" aria-label={t("right_side")}>
      <Tabs
        label={t("right_side")}
        items={items}
        chosen={chosen}
        onChoose={(id) => showTab(id as TabId)}
        testIdPrefix="tab"
      />
    </aside>
  );
}
