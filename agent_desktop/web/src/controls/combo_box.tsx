/** Typing finds one of many; arrows and Enter choose it. What matches is decided by its user, in the order given. */
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Icon } from "./icon";

export interface ComboItem {
  id: string;
  /** What stands in the field once it is chosen, and what a screen reader reads. */
  label: string;
  /** How it shows in the list; the label by itself when left out. */
  shown?: ReactNode;
  testId?: string;
}

export interface ComboBoxProps {
  label: string;
  isLabelUnseen?: boolean;
  items: readonly ComboItem[];
  value: string | null;
  /** What is typed; the user of this control narrows `items` with it. */
  typed: string;
  onType: (text: string) => void;
  onChoose: (id: string | null) => void;
  placeholder?: string;
  /** Shown when nothing matches. */
  nothing: string;
  isDisabled?: boolean;
  shouldFocus?: boolean;
  testId?: string;
}

export function ComboBox(props: ComboBoxProps) {
  const {
    label,
    isLabelUnseen = false,
    items,
    value,
    typed,
    onType,
    onChoose,
    placeholder = "",
    nothing,
    testId,
  } = props;
  return (
    <AriaComboBox
      className="field combo"
      items={items}
      inputValue={typed}
      onInputChange={onType}
      selectedKey={value}
      onSelectionChange={(key) => onChoose(key === null ? null : String(key))}
      isDisabled={props.isDisabled ?? false}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <Label className={isLabelUnseen ? "unseen" : ""}>{label}</Label>
      <div className="combo-line">
        <Input placeholder={placeholder} data-testid={testId} autoFocus={props.shouldFocus ?? false} />
        <AriaButton className="quiet icon-only">
          <Icon name="open" />
        </AriaButton>
      </div>
      <Popover className="popover">
        <ListBox<ComboItem> className="list-box" renderEmptyState={() => <p className="faint list-empty">{nothing}</p>}>
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.label} className="list-item" data-testid={item.testId}>
              {item.shown ?? item.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
