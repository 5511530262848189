/** Asks for the reason and the form of an export. What is exported is what was found; nothing is done before it is noted. */
import { type FormEvent, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { REASON_LENGTH_MAX, rememberReason } from "../acts/reasons";
import { beginExport, columnsOf, type ExportForm } from "./found";

interface ExportDialogProps {
  wish: Record<string, unknown>;
  onBegun: () => void;
  onClose: () => void;
}

export function ExportDialog({ wish, onBegun, onClose }: ExportDialogProps) {
  const { t } = useWords();
  const [form, setForm] = useState<ExportForm>("csv");
  const [withPersons, setWithPersons] = useState("no");
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const isMissing = reason.trim() === "";
  const begin = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isMissing || isSending) return;
    setSending(true);
    const columns = columnsOf(withPersons === "yes");
    const answer = await beginExport({ search: wish, form, columns, reason: reason.trim() });
    setSending(false);
    if (!answer.ok) {
      setProblem(answer.code);
      return;
    }
    rememberReason(reason);
    onBegun();
    onClose();
  };
  return (
    <Dialog title={t("export_title")} isOpen onClose={onClose} testId="export-dialog">
      <form className="stack" onSubmit={(event) => void begin(event)}>
        <p className="faint">{t("export_explained")}</p>
        <Select
          label={t("export_form")}
          choices={[
            { id: "csv", label: t("export_csv") },
            { id: "jsonl", label: t("export_jsonl") },
          ]}
          value={form}
          onChange={(id) => setForm(id === "jsonl" ? "jsonl" : "csv")}
          testId="export-form"
        />
        <Select
          label={t("export_persons")}
          choices={[
            { id: "no", label: t("export_persons_no") },
            { id: "yes", label: t("export_persons_yes") },
          ]}
          value={withPersons}
          onChange={setWithPersons}
          testId="export-persons"
        />
        <Field
          label={t("act_reason")}
          value={reason}
          onChange={setReason}
          maxLength={REASON_LENGTH_MAX}
          isRequired
          validationBehavior="aria"
          problem={isAsked && isMissing ? t("act_reason_missing") : undefined}
          testId="export-reason"
        />
        <p role="alert" className="problem" data-testid="export-problem">
          {problem !== null && t(codedWord("error", problem, "error_other"), { code: problem })}
        </p>
        <div className="row">
          <Button type="submit" tone="primary" isDisabled={isSending} testId="export-begin">
            {t("export_begin")}
          </Button>
          <Button onPress={onClose}>{t("cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
