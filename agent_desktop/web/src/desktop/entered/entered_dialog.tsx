/** A contact that no channel brought, entered by hand; what is written is kept until it is entered or put away. */
import { type FormEvent, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { type MessageKey, useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import type { FoundCustomer } from "../../protocol/records";
import { SECOND_MS, useServerNow } from "../context";
import { CustomerSearch } from "../customer/customer_search";
import { fieldOf } from "../follow_ups/due";
import { announce } from "../live_regions";
import { OF_CUSTOMER } from "../telephone_number";
import { useCommand } from "../use_command";
import { queueChoices } from "../words";
import { forgetKept, keep, readKept } from "../wrap_up/drafts";
import { type EnteredDraft, enteredArgs, enteredProblems, KINDS, type Kind, NOTE_CHARACTERS_MAX } from "./fields";

const KEPT_AS = "entered";

function emptyDraft(view: DeskView, nowMs: number): EnteredDraft {
  return {
    kind: "visit",
    queueId: view.queues[0]?.queue_id ?? "",
    number: "",
    name: "",
    began: fieldOf(nowMs - 15 * 60_000),
    minutes: "15",
    disposition: "",
    note: "",
  };
}

interface EnteredDialogProps {
  view: DeskView;
  onClose: () => void;
}

export function EnteredDialog({ view, onClose }: EnteredDialogProps) {
  const { t } = useSpeech();
  const { isWaiting, send } = useCommand();
  const nowMs = useServerNow(SECOND_MS);
  const [draft, setDraft] = useState(() => readKept(KEPT_AS, emptyDraft(view, nowMs)));
  const [isTried, setTried] = useState(false);
  const change = (part: Partial<EnteredDraft>) => {
    const changed = { ...draft, ...part };
    keep(KEPT_AS, changed);
    setDraft(changed);
  };
  const putAway = () => {
    forgetKept(KEPT_AS);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const args = enteredArgs(draft, nowMs);
    if (args === null) return;
    send({ op: "enter_contact", args }, () => {
      announce(t("entered_saved"));
      putAway();
    });
  };
  return (
    <Dialog title={t("entered_title")} isOpen isUrgent isWide onClose={onClose} testId="entered-dialog">
      <p className="faint">{t("entered_hint")}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <WithWhom draft={draft} change={change} isTried={isTried} nowMs={nowMs} />
        <WhatAndWhen view={view} draft={draft} change={change} isTried={isTried} nowMs={nowMs} />
        <Field
          label={t("entered_note")}
          rows={3}
          maxLength={NOTE_CHARACTERS_MAX}
          value={draft.note}
          onChange={(note) => change({ note })}
          testId="entered-note"
        />
        <div className="row">
          <Button type="submit" tone="primary" isDisabled={isWaiting} testId="entered-save">
            {t("entered_save")}
          </Button>
          <Button tone="quiet" onPress={putAway}>
            {t("cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: EnteredDraft;
  change: (part: Partial<EnteredDraft>) => void;
  isTried: boolean;
  nowMs: number;
}

function WithWhom({ draft, change, isTried, nowMs }: PartProps) {
  const { t } = useSpeech();
  const problems = enteredProblems(draft, nowMs);
  const who = problems.who ? t("entered_problem_who") : problems.number ? t("entered_problem_number", { ...OF_CUSTOMER }) : undefined;
  const [taken, setTaken] = useState(0);
  const take = (found: FoundCustomer) => {
    setTaken((count) => count + 1);
    change({ name: found.name, number: found.numbers[0] ?? "" });
  };
  return (
    <fieldset className="stack">
      <legend>{t("entered_customer")}</legend>
      <CustomerSearch label={t("entered_find")} onChoose={take} />
      <div className="pair-fields">
        <Field
          key={taken}
          autoFocus={taken > 0}
          label={t("entered_name")}
          value={draft.name}
          onChange={(name) => change({ name })}
          testId="entered-name"
        />
        <Field
          label={t("entered_number")}
          type="tel"
          value={draft.number}
          onChange={(number) => change({ number })}
          problem={isTried ? who : undefined}
          hint={t("entered_number_hint")}
          testId="entered-number"
        />
      </div>
    </fieldset>
  );
}

function WhatAndWhen({ view, draft, change, isTried, nowMs }: PartProps & { view: DeskView }) {
  const { t, label } = useSpeech();
  const problems = enteredProblems(draft, nowMs);
  const dispositions = view.dispositions.map(({ code, label: words }) => ({ id: code, label: label(words) }));
  return (
    <div className="pair-fields">
      <Select
        label={t("entered_kind")}
        choices={KINDS.map((kind) => ({ id: kind, label: t(`entered_kind_${kind}` as MessageKey) }))}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as Kind })}
        testId="entered-kind"
      />
      <Select
        label={t("entered_queue")}
        choices={queueChoices(view.queues, label)}
        value={draft.queueId}
        onChange={(queueId) => change({ queueId })}
        testId="entered-queue"
      />
      <Field
        label={t("entered_began")}
        type="datetime-local"
        value={draft.began}
        onChange={(began) => change({ began })}
        problem={isTried && problems.began !== null ? t(problems.began) : undefined}
        testId="entered-began"
      />
      <Field
        label={t("entered_minutes")}
        inputMode="numeric"
        value={draft.minutes}
        onChange={(minutes) => change({ minutes })}
        problem={isTried && problems.minutes ? t("entered_problem_minutes") : undefined}
        testId="entered-minutes"
      />
      <div>
        <Select
          label={t("entered_disposition")}
          choices={[{ id: "", label: t("entered_choose") }, ...dispositions]}
          value={draft.disposition}
          onChange={(disposition) => change({ disposition })}
          testId="entered-disposition"
        />
        {isTried && problems.disposition && <p className="problem">{t("disposition_needed")}</p>}
      </div>
    </div>
  );
}
