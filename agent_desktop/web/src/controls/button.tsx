/** A button that says what it does. Owns its looks; what it does is its user's. */
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { Icon, type IconName } from "./icon";

export type Tone = "plain" | "primary" | "go" | "stop" | "warn" | "quiet";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  tone?: Tone;
  icon?: IconName;
  /** Only the picture is seen; the children are its name for screen readers and the tooltip. */
  isIconOnly?: boolean;
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
  const classes = `${tone === "plain" ? "" : tone} ${isIconOnly ? "icon-only" : ""} ${className}`.trim();
  return (
    <AriaButton {...rest} className={classes} data-testid={testId}>
      {icon !== undefined && <Icon name={icon} />}
      {isIconOnly ? <span className="unseen">{children}</span> : children}
      {isIconOnly && typeof children === "string" && <span className="tip" title={children} aria-hidden="true" />}
    </AriaButton>
  );
}
