/** Calling somebody: a number, and the queue whose rules and number the call has. */
import { type FormEvent, useRef, useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../controls/button";
import { Field } from "../../controls/field";
import { Select } from "../../controls/select";
import { useSpeech } from "../../i18n/language";
import type { DeskView } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient, useIsPending } from "../context";
import type { AgentPhone } from "../phone/agent_phone";
import { DIALLED, normalNumber } from "../telephone_number";
import { queueChoices } from "../words";
import { dialBox, openDialBox } from "./open_dial_box";

export function DialOut({ view, phone }: { view: DeskView; phone: AgentPhone }) {
  const { t } = useSpeech();
  const opener = useRef<HTMLSpanElement>(null);
  const open = useStore(dialBox);
  if (!view.agent.allowed_actions.includes("dial_out")) return null;
  return (
    <span ref={opener}>
      <Button icon="phone" testId="open-dial-out" aria-expanded={open !== null} onPress={() => openDialBox()}>
        {t("dial_out")}
      </Button>
      <Popover
        className="popover popover-free"
        isNonModal
        triggerRef={opener}
        placement="bottom end"
        isOpen={open !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) dialBox.set(null);
        }}
      >
        <Dialog aria-label={t("dial_out_title")} className="dial-box" data-testid="dial-box">
          <DialForm key={open?.number} view={view} phone={phone} first={open?.number ?? ""} />
        </Dialog>
      </Popover>
    </span>
  );
}

function DialForm({ view, phone, first }: { view: DeskView; phone: AgentPhone; first: string }) {
  const { t, label } = useSpeech();
  const client = useClient();
  const isWaiting = useIsPending("dial_out");
  const [typed, setTyped] = useState(first);
  const [queueId, setQueueId] = useState(view.queues[0]?.queue_id ?? "");
  const [isTried, setTried] = useState(false);
  const number = normalNumber(typed, DIALLED);
  const dial = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (number === null) return;
    void phone.microphone.open();
    client.command({ op: "dial_out", args: { number, queue_id: queueId } });
    dialBox.set(null);
  };
  return (
    <form className="stack" onSubmit={dial}>
      <Field
        label={t("dial_number")}
        type="tel"
        autoFocus
        autoComplete="off"
        value={typed}
        onChange={setTyped}
        placeholder="+1 555 0100"
        problem={isTried && number === null ? t("dial_number_wrong", { ...DIALLED }) : undefined}
        testId="dial-number"
      />
      <Select
        label={t("dial_queue")}
        choices={queueChoices(view.queues, label)}
        value={queueId}
        onChange={setQueueId}
        testId="dial-queue"
        className="wide-field"
      />
      <Button type="submit" tone="go" icon="phone" isDisabled={isWaiting} testId="dial-now">
        {t("call")}
      </Button>
    </form>
  );
}
