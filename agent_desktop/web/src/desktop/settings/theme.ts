/** Light, dark, or as the system has it. Owns the choice and the page's `data-theme`. */
import { keptStore } from "../../protocol/kept";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const theme = keptStore<Theme>("theme", (stored) => THEMES.find((each) => each === stored) ?? "system");

/** Puts the chosen look on the page, now and at each change. */
export function followTheme(): void {
  const apply = () => {
    const chosen = theme.get();
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  };
  theme.subscribe(apply);
  apply();
}

/** Whether the page is dark now, whoever decided it. */
export function isDark(): boolean {
  const chosen = theme.get();
  return chosen === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
}
