/** The stretches of a contact, and the steps of its way through the menu, as tables. */
import { Table } from "../../controls/table";
import { clock, useSpeech } from "../../i18n/language";
import type { SegmentRecord, StepRecord } from "../../protocol/records";
import { useCodeWord } from "../interaction/code_words";
import { dispositionName, queueName, type WordLists } from "../words";
import { kindWord } from "./segment_words";

export function SegmentTable({ segments, view }: { segments: readonly SegmentRecord[]; view: WordLists }) {
  const { t, label, time } = useSpeech();
  const codeWord = useCodeWord();
  const outcome = ({ disposition, cause }: SegmentRecord) =>
    disposition === "" ? codeWord(cause) : dispositionName(view.dispositions, disposition, label);
  return (
    <Table
      label={t("timeline_segments")}
      rows={segments}
      rowId={({ ordinal }) => String(ordinal)}
      nothing={t("customer_no_contacts")}
      testId="timeline-segments"
      columns={[
        { id: "kind", head: t("timeline_kind"), cell: ({ kind }) => t(kindWord(kind)) },
        { id: "from", head: t("timeline_from"), isNumber: true, cell: (each) => time(each.started_at_ms) },
        {
          id: "to",
          head: t("timeline_to"),
          isNumber: true,
          cell: (each) => (each.ended_at_ms === null ? t("timeline_going_on") : time(each.ended_at_ms)),
        },
        {
          id: "length",
          head: t("timeline_length"),
          isNumber: true,
          cell: (each) => (each.duration_ms === null ? "" : clock(each.duration_ms)),
        },
        { id: "who", head: t("timeline_who"), cell: ({ agent_name }) => agent_name },
        { id: "queue", head: t("timeline_queue"), cell: ({ queue_id }) => queueName(view.queues, queue_id, label) },
        { id: "outcome", head: t("timeline_outcome"), cell: outcome },
      ]}
    />
  );
}

export function StepTable({ steps }: { steps: readonly StepRecord[] }) {
  const { t, time } = useSpeech();
  const codeWord = useCodeWord();
  return (
    <Table
      label={t("timeline_steps")}
      rows={steps}
      rowId={({ at_ms, node }) => `${at_ms}-${node}`}
      nothing={t("timeline_no_steps")}
      testId="timeline-step-table"
      columns={[
        { id: "at", head: t("timeline_at"), isNumber: true, cell: ({ at_ms }) => time(at_ms) },
        { id: "flow", head: t("timeline_flow"), cell: ({ flow }) => codeWord(flow) },
        { id: "node", head: t("timeline_step"), cell: ({ node }) => codeWord(node) },
        {
          id: "result",
          head: t("timeline_chosen"),
          cell: ({ result }) => (result === "" ? <span className="faint">—</span> : codeWord(result)),
        },
        {
          id: "length",
          head: t("timeline_length"),
          isNumber: true,
          cell: ({ duration_ms }) => (duration_ms === null ? "" : clock(duration_ms)),
        },
      ]}
    />
  );
}
