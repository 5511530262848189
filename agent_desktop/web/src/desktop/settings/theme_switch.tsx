/** One press between light and dark; "as the system has it" is in the settings. */
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import { useStore } from "../../protocol/store";
import { isDark, theme } from "./theme";

export function ThemeSwitch() {
  const { t } = useSpeech();
  useStore(theme);
  const dark = isDark();
  return (
    <Button
      tone="quiet"
      icon={dark ? "sun" : "moon"}
      isIconOnly
      testId="theme"
      onPress={() => theme.set(dark ? "light" : "dark")}
    >
      {t(dark ? "theme_to_light" : "theme_to_dark")}
    </Button>
  );
}
