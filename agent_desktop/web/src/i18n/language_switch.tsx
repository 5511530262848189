/** The choice of language. */
import { chooseLanguage, useSpeech } from "./language";

export function LanguageSwitch() {
  const { language, t } = useSpeech();
  return (
    <div className="language" role="group" aria-label={t("language")}>
      <button
        type="button"
        className="quiet"
        lang="en"
        aria-pressed={language === "en"}
        data-testid="language-en"
        onClick={() => chooseLanguage("en")}
      >
        EN
      </button>
      <button
        type="button"
        className="quiet"
        lang="zh-Hans"
        aria-pressed={language === "zh"}
        data-testid="language-zh"
        onClick={() => chooseLanguage("zh")}
      >
        中文
      </button>
    </div>
  );
}
