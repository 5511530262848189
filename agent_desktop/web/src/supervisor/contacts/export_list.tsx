/** The person's own exports: how far each is, its file, and its end. Asks again while one goes on. */
import { useCallback, useEffect, useState } from "react";
import { Button } from "../../controls/button";
import { announce } from "../../desktop/live_regions";
import { codedWord, type SupervisorSpeech, useWords } from "../../i18n/supervisor_speech";
import { type ContactExport, endExport, exportFile, ownExports, percentOf } from "./found";

const ASK_EVERY_MS = 1_000;

export interface KnownExports {
  all: readonly ContactExport[];
  look: () => void;
}

export function useExports(mayExport: boolean): KnownExports {
  const [all, setAll] = useState<readonly ContactExport[]>([]);
  const [turn, setTurn] = useState(0);
  const look = useCallback(() => setTurn((before) => before + 1), []);
  const isRunning = all.some(({ state }) => state === "running");
  useEffect(() => {
    if (!mayExport) return;
    let isCurrent = true;
    void ownExports().then((answer) => {
      if (isCurrent && answer.ok) setAll(answer.value.exports);
    });
    return () => {
      isCurrent = false;
    };
  }, [turn, mayExport]);
  useEffect(() => {
    if (!isRunning) return;
    const asking = setInterval(look, ASK_EVERY_MS);
    return () => clearInterval(asking);
  }, [isRunning, look]);
  return { all, look };
}

export function ExportList({ exports }: { exports: KnownExports }) {
  const { t } = useWords();
  // Whatever is gone has been told once; only what can be taken, goes on or went wrong stays in sight.
  const shown = exports.all.filter(({ state }) => state !== "removed" && state !== "cancelled");
  if (shown.length === 0) return null;
  return (
    <ul className="list-plain contacts-exports" aria-label={t("export_list")} data-testid="exports">
      {shown.map((each) => (
        <li key={each.export_id} className="row wrap" data-state={each.state} data-testid="export">
          <ExportLine told={each} onChanged={exports.look} />
        </li>
      ))}
    </ul>
  );
}

function ExportLine({ told, onChanged }: { told: ContactExport; onChanged: () => void }) {
  const speech = useWords();
  const { t } = speech;
  const { export_id: id, state } = told;
  useEffect(() => {
    if (state === "done") announce(t("export_ready", { count: told.rows_written }));
  }, [state]);
  const end = () => void endExport(id).then(onChanged);
  return (
    <>
      <span className="grow">{wordsFor(told, speech)}</span>
      {state === "running" && (
        <progress
          aria-label={t("export_progress")}
          max={100}
          value={percentOf(told) ?? undefined}
          data-testid="export-progress"
        />
      )}
      {state === "done" && (
        <a href={exportFile(id)} download data-testid="export-take">
          {t("export_take")}
        </a>
      )}
      {(state === "running" || state === "done") && (
        <Button tone="quiet" onPress={end} testId="export-end">
          {t(state === "running" ? "export_cancel" : "export_remove")}
        </Button>
      )}
    </>
  );
}

function wordsFor(told: ContactExport, { t, time }: SupervisorSpeech): string {
  const { state, rows_written: count, rows_total: total, kept_until_ms: untilMs, failure } = told;
  switch (state) {
    case "running":
      return total === null ? t("export_counting") : t("export_running", { count, total });
    case "done":
      return untilMs === null ? t("export_ready", { count }) : t("export_ready_until", { count, at: time(untilMs) });
    case "failed":
      return t(codedWord("export_failed", failure, "export_failed"));
    default:
      return t("export_lost");
  }
}
