/** What a figure was counted from: its contacts, earliest first, or an agent's activities. Owns the pages of the list. */
import { useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { type Column, Table } from "../../controls/table";
import { announce } from "../../desktop/live_regions";
import { TimelineDialog } from "../../desktop/timeline/timeline_dialog";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import { useChoices } from "../choices";
import { type Behind, type BehindRow, type Figure, readBehind } from "./report";
import { mediumWords, whatWords } from "./words";

export function BehindWindow({ figure, onClose }: { figure: Figure; onClose: () => void }) {
  const speech = useWords();
  const { t, language } = speech;
  const lists = useChoices();
  const { found, rows, problem, more } = useBehind(figure);
  const [shownId, setShownId] = useState<string | null>(null);
  return (
    <Dialog title={t("report_behind", { what: figure.metric.label[language] })} isOpen isWide onClose={onClose} testId="behind">
      <p className="faint">{figure.metric.definition[language]}</p>
      {problem !== null && (
        <p className="problem" role="alert">
          {t(codedWord("refused", problem, "report_not_told"))}
        </p>
      )}
      {found !== null && <p data-testid="behind-count">{t("report_behind_count", { shown: rows.length, count: found.count })}</p>}
      <Table
        label={t("report_behind", { what: figure.metric.label[language] })}
        columns={columnsIn(speech, found, setShownId)}
        rows={rows}
        rowId={({ contact_id, at_ms, agent_id, what }) => `${contact_id} ${at_ms} ${agent_id} ${what}`}
        nothing={t(found === null ? "report_asking" : "report_behind_nothing")}
        testId="behind-rows"
      />
      {found?.next_after != null && (
        <Button onPress={more} testId="behind-more">
          {t("report_behind_more")}
        </Button>
      )}
      <TimelineDialog contactId={shownId} view={lists} onShow={setShownId} onClose={() => setShownId(null)} />
    </Dialog>
  );
}

function useBehind(figure: Figure) {
  const { t } = useWords();
  const [found, setFound] = useState<Behind | null>(null);
  const [rows, setRows] = useState<readonly BehindRow[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const load = (after: string | null, isCurrent: () => boolean) => {
    void readBehind(figure, after).then((answer) => {
      if (!isCurrent()) return;
      setProblem(answer.ok ? null : answer.code);
      if (!answer.ok) return;
      setFound(answer.value);
      setRows((known) => (after === null ? answer.value.rows : [...known, ...answer.value.rows]));
      announce(t("report_behind_found", { count: answer.value.count }));
    });
  };
  useEffect(() => {
    let isCurrent = true;
    load(null, () => isCurrent);
    return () => {
      isCurrent = false;
    };
  }, [figure]);
  return { found, rows, problem, more: () => load(found?.next_after ?? null, () => true) };
}

function columnsIn(
  speech: SupervisorSpeech,
  found: Behind | null,
  onContact: (contactId: string) => void,
): Column<BehindRow>[] {
  const { t, dateTime, time, language } = speech;
  return [
    { id: "at", head: t("report_when"), cell: ({ at_ms }) => dateTime(at_ms) },
    { id: "until", head: t("report_until"), cell: ({ ended_at_ms }) => (ended_at_ms === null ? "" : time(ended_at_ms)) },
    {
      id: "contact",
      head: t("report_contact"),
      cell: ({ contact_id }) =>
        contact_id === null ? (
          ""
        ) : (
          <Button tone="quiet" testId="behind-contact" onPress={() => onContact(contact_id)}>
            {contact_id}
          </Button>
        ),
    },
    {
      id: "queue",
      head: t("report_queue"),
      cell: ({ queue_id, medium }) =>
        queue_id === null ? "" : `${found?.queues[queue_id]?.[language] ?? queue_id} ${mediumWords(medium, speech)}`,
    },
    { id: "agent", head: t("report_agent"), cell: ({ agent_id }) => (agent_id === null ? "" : (found?.agents[agent_id] ?? agent_id)) },
    { id: "what", head: t("report_what"), cell: ({ what, reason }) => `${whatWords(what, speech)} ${reason}` },
  ];
}
