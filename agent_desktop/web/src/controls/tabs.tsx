/** Several panels in one place, one of them seen. Arrows go from tab to tab. */
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components/Tabs";

export interface TabItem {
  id: string;
  label: string;
  /** How many things in it want to be seen. */
  count?: number | undefined;
  panel: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  chosen: string;
  onChoose: (id: string) => void;
  /** Test ids are `<prefix>-<id>` for the tab and `<prefix>-panel-<id>` for its panel. */
  testIdPrefix: string;
}

export function Tabs({ label, items, chosen, onChoose, testIdPrefix }: TabsProps) {
  return (
    <AriaTabs className="tabs" selectedKey={chosen} onSelectionChange={(key) => onChoose(String(key))}>
      <TabList className="tab-list" aria-label={label}>
        {items.map(({ id, label: words, count }) => (
          <Tab key={id} id={id} className="tab" data-testid={`${testIdPrefix}-${id}`}>
            {words}
            {count !== undefined && count > 0 && <span className="tab-count">{count}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, panel }) => (
        <TabPanel key={id} id={id} className="tab-panel" data-testid={`${testIdPrefix}-panel-${id}`}>
          {panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
