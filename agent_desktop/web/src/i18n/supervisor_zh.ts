/** What only the supervisor's pages say, in Simplified Chinese. A missing key fails the build. */
import type { supervisor_en } from "./supervisor_en";
import { zh_supervisor_audit } from "./zh/supervisor_audit";
import { zh_supervisor_page } from "./zh/supervisor_page";

export const supervisor_zh: Record<keyof typeof supervisor_en, string> = {
  ...zh_supervisor_audit,
  ...zh_supervisor_page,
};
