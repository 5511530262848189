/** A word in a coloured frame; the colour only repeats what the word says. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

export type BadgeTone = "plain" | "good" | "busy" | "warn" | "bad";

export interface BadgeProps {
  tone?: BadgeTone;
  icon?: IconName;
  title?: string;
  testId?: string;
  children: ReactNode;
}

export function Badge({ tone = "plain", icon, title, testId, children }: BadgeProps) {
  return (
    <span className={`badge badge-${tone}`} title={title} data-testid={testId}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}
