/** A button that says what it does. Owns its looks; what it does is its user's. */
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { Icon, type IconName } from "./icon";

export type Tone = "plain" | "primary" | "go" | "stop" | "warn" | "quiet";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  tone?: Tone;
  icon?: IconName;
  /** Only the picture is seen, always or where there is little room; the words are its name and its tooltip. */
  isIconOnly?: boolean | "when_narrow";
  className?: string;
  testId?: string;
  children: ReactNode;
}

export function Button({
  tone = "plain",
  icon,
  isIconOnly = false,
  className = "",
  testId,
  children,
  ...rest
}: ButtonProps) {
  const size = isIconOnly === "when_narrow" ? "icon-only-when-narrow" : isIconOnly ? "icon-only" : "";
  const classes = `${tone === "plain" ? "" : tone} ${size} ${className}`.trim();
  return (
    <AriaButton {...rest} className={classes} data-testid={testId}>
      {icon !== undefined && <Icon name={icon} />}
      {isIconOnly === false ? children : <span className={isIconOnly === true ? "unseen" : "words"}>{children}</span>}
      {isIconOnly !== false && typeof children === "string" && <span className="tip" title={children} aria-hidden="true" />}
    </AriaButton>
  );
}
