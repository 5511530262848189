/** Words for the server's codes in reports. Pure. */
import { readable } from "../../desktop/interaction/readable";
import { codedWord, type SupervisorSpeech } from "../../i18n/supervisor_speech";

/** The name of a medium. */
export function mediumWords(medium: string | null, { t }: Pick<SupervisorSpeech, "t">): string {
  if (medium === null || medium === "") return "";
  const key = codedWord("report_medium", medium, null);
  return key === null ? readable(medium) : t(key);
}

/** How a visit ended, or what an agent did. */
export function whatWords(what: string, { t }: Pick<SupervisorSpeech, "t">): string {
  const key = codedWord("report_what", what, null);
  return key === null ? readable(what) : t(key);
}
