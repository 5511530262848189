/** Found contacts as rows; one opens its time line. Decides nothing. */
import { type Column, Table } from "../../controls/table";
import { clock } from "../../i18n/language";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { useChoices, wordsOf } from "../choices";
import type { FoundContact, NamedAgent } from "./found";
import { nameAmong } from "./people";

interface FoundTableProps {
  contacts: readonly FoundContact[];
  people: readonly NamedAgent[];
  isAsking: boolean;
  onShow: (contactId: string) => void;
}

export function FoundTable({ contacts, people, isAsking, onShow }: FoundTableProps) {
  const { t } = useWords();
  return (
    <Table
      label={t("contacts_found")}
      columns={useColumns(people, onShow)}
      rows={contacts}
      rowId={({ contact_id }) => contact_id}
      nothing={t(isAsking ? "contacts_asking" : "contacts_nothing")}
      testId="contacts-table"
    />
  );
}

function useColumns(people: readonly NamedAgent[], onShow: (contactId: string) => void): Column<FoundContact>[] {
  const { t, label, dateTime } = useWords();
  const { queues, dispositions } = useChoices();
  const coded = queues.map(({ queue_id, label: words }) => ({ code: queue_id, label: words }));
  return [
    {
      id: "arrived",
      head: t("contacts_arrived"),
      cell: ({ contact_id, arrived_at_ms }) => (
        <button type="button" className="quiet in-line" data-testid="contact-open" onClick={() => onShow(contact_id)}>
          {dateTime(arrived_at_ms)}
        </button>
      ),
    },
    {
      id: "who",
      head: t("contacts_who"),
      cell: ({ caller }) => (
        <>
          {caller.name ?? caller.number ?? t("contacts_unknown")}
          {caller.name !== null && caller.number !== null && <div className="faint">{caller.number}</div>}
        </>
      ),
    },
    {
      id: "kind",
      head: t("contacts_medium"),
      cell: ({ medium, direction }) => (
        <>
          {medium === null ? t("found_entered") : t(codedWord("medium", medium, "medium_other"))}
          {direction === "outbound" && <div className="faint">{t("timeline_outbound")}</div>}
        </>
      ),
    },
    { id: "queue", head: t("contacts_queue"), cell: (row) => row.queues.map((id) => wordsOf(coded, id, label)).join(", ") },
    { id: "agents", head: t("contacts_agent"), cell: (row) => row.agents.map((id) => nameAmong(people, id)).join(", ") },
    { id: "waited", head: t("contacts_waiting"), isNumber: true, cell: ({ waited_ms }) => clock(waited_ms) },
    { id: "talk", head: t("contacts_talk"), isNumber: true, cell: ({ talk_ms }) => clock(talk_ms) },
    { id: "total", head: t("contacts_total"), isNumber: true, cell: ({ total_ms }) => clock(total_ms) },
    { id: "outcome", head: t("contacts_outcome"), cell: ({ outcome }) => t(`found_${outcome}`) },
    {
      id: "disposition",
      head: t("contacts_disposition"),
      cell: ({ disposition }) => (disposition === "" ? "" : wordsOf(dispositions, disposition, label)),
    },
    {
      id: "marks",
      head: t("contacts_marks"),
      cell: ({ is_recorded, ratings }) =>
        [
          ...(is_recorded ? [t("contacts_recorded_yes")] : []),
          ...ratings.map(({ value, highest }) => t("contacts_rating", { value, highest })),
        ].join(", "),
    },
  ];
}
