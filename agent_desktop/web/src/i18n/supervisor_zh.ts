/** What only the supervisor's pages say, in Simplified Chinese. A missing key fails the build. */
import type { supervisor_en } from "./supervisor_en";
import { zh_supervisor_acts } from "./zh/supervisor_acts";
import { zh_supervisor_audit } from "./zh/supervisor_audit";
import { zh_supervisor_contacts } from "./zh/supervisor_contacts";
import { zh_supervisor_live } from "./zh/supervisor_live";
import { zh_supervisor_mirror } from "./zh/supervisor_mirror";
import { zh_supervisor_page } from "./zh/supervisor_page";
import { zh_supervisor_reports } from "./zh/supervisor_reports";
import { zh_supervisor_wall } from "./zh/supervisor_wall";
import { zh_supervisor_people } from "./zh/supervisor_people";
import { zh_supervisor_why } from "./zh/supervisor_why";

export const supervisor_zh: Record<keyof typeof supervisor_en, string> = {
  ...zh_supervisor_acts,
  ...zh_supervisor_audit,
  ...zh_supervisor_contacts,
  ...zh_supervisor_live,
  ...zh_supervisor_mirror,
  ...zh_supervisor_page,
  ...zh_supervisor_reports,
  ...zh_supervisor_wall,
  ...zh_supervisor_people,
  ...zh_supervisor_why,
};
