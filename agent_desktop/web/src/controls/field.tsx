/** One labelled line or box to type in, with a hint and what is wrong with it. */
import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import { TextField, type TextFieldProps } from "react-aria-components/TextField";

export interface FieldProps extends Omit<TextFieldProps, "className" | "children" | "style" | "type"> {
  /** Shown above; with `isLabelUnseen` only read out. */
  label: string;
  isLabelUnseen?: boolean;
  hint?: ReactNode;
  /** What is wrong and how to mend it; nothing while all is well. */
  problem?: string | undefined;
  /** More than one row makes it a box. */
  rows?: number;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  testId?: string;
  className?: string;
}

export function Field({
  label,
  isLabelUnseen = false,
  hint,
  problem,
  rows = 1,
  type = "text",
  placeholder = "",
  testId,
  className = "",
  ...rest
}: FieldProps) {
  return (
    <TextField {...rest} type={type as "text"} isInvalid={problem !== undefined} className={`field ${className}`}>
      <Label className={isLabelUnseen ? "unseen" : ""}>{label}</Label>
      {rows > 1 ? (
        <TextArea rows={rows} placeholder={placeholder} data-testid={testId} />
      ) : (
        <Input placeholder={placeholder} data-testid={testId} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="faint">
          {hint}
        </Text>
      )}
      <FieldError className="problem">{problem}</FieldError>
    </TextField>
  );
}
