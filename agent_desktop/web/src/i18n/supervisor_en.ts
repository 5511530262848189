/**
 * What only the supervisor's pages say, in English, one file a tab: the type of their catalogues. A catalogue of its own,
 * so that the desktop does not carry it. `{word}` is filled in.
 */
import { en_supervisor_acts } from "./en/supervisor_acts";
import { en_supervisor_audit } from "./en/supervisor_audit";
import { en_supervisor_contacts } from "./en/supervisor_contacts";
import { en_supervisor_live } from "./en/supervisor_live";
import { en_supervisor_mirror } from "./en/supervisor_mirror";
import { en_supervisor_page } from "./en/supervisor_page";
import { en_supervisor_reports } from "./en/supervisor_reports";
import { en_supervisor_wall } from "./en/supervisor_wall";
import { en_supervisor_people } from "./en/supervisor_people";
import { en_supervisor_why } from "./en/supervisor_why";

export const supervisor_en = {
  ...en_supervisor_acts,
  ...en_supervisor_audit,
  ...en_supervisor_contacts,
  ...en_supervisor_live,
  ...en_supervisor_mirror,
  ...en_supervisor_page,
  ...en_supervisor_reports,
  ...en_supervisor_wall,
  ...en_supervisor_people,
  ...en_supervisor_why,
} as const;
