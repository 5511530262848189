/**
 * One of a few choices. The browser's own list: every keyboard, screen reader and telephone knows it already. For many
 * choices, or ones to search in, there is the combo box.
 */
import { useId } from "react";

export interface Choice {
  id: string;
  label: string;
}

export interface SelectProps {
  label: string;
  isLabelUnseen?: boolean;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  isDisabled?: boolean;
  testId?: string;
  className?: string;
}

export function Select({
  label,
  isLabelUnseen = false,
  choices,
  value,
  onChange,
  isDisabled,
  testId,
  className = "",
}: SelectProps) {
  const id = useId();
  return (
    <span className={`field ${className}`}>
      <label htmlFor={id} className={isLabelUnseen ? "unseen" : ""}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </span>
  );
}
