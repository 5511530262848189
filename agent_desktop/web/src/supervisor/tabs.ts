/**
 * The parts of the supervisor's page. Owns their order, and which permission shows each; a part is loaded when it is first
 * seen. Whoever adds one gives it a folder beside `live/`, a line here, and its words in `i18n/{en,zh}/supervisor_*.ts`.
 */
import type { FunctionComponent } from "react";
import { latePart } from "../desktop/parts/late_part";
import type { SupervisorKey } from "../i18n/supervisor_speech";
import type { Identity } from "../protocol/http";
import { scopeFor } from "./me";

export interface SupervisorTab {
  /** The last part of its address: `/supervisor/<id>`. */
  id: string;
  words: SupervisorKey;
  /** The permission without which it is not there, by its name in `cic/access/permissions.py`. */
  needs: string;
  Panel: FunctionComponent;
}

/** A part that is loaded when it is first seen. */
export function lateTab(
  id: string,
  words: SupervisorKey,
  needs: string,
  load: () => Promise<FunctionComponent>,
): SupervisorTab {
  return { id, words, needs, Panel: latePart(load) };
}

/** As they stand in the header: live, reports, contacts, people, audit. */
export const TABS: readonly SupervisorTab[] = [
  lateTab("live", "tab_live", "see_boards", async () => (await import("./live/live_tab")).LiveTab),
  lateTab("reports", "tab_reports", "read_reports", async () => (await import("./reports/reports_tab")).ReportsTab),
  lateTab(
    "contacts",
    "contacts_title",
    "search_contacts",
    async () => (await import("./contacts/contacts_tab")).ContactsTab,
  ),
  lateTab("people", "tab_people", "read_users", async () => (await import("./people/people_tab")).PeopleTab),
  lateTab("audit", "tab_audit", "read_audit", async () => (await import("./audit/audit_tab")).AuditTab),
];

/** The tabs that somebody may see. Pure. */
export function tabsFor<T extends Pick<SupervisorTab, "needs">>(
  me: Pick<Identity, "permissions">,
  tabs: readonly T[],
): readonly T[] {
  return tabs.filter(({ needs }) => scopeFor(me, needs) !== "none");
}
