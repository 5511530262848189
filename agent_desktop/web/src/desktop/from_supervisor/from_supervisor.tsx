/** What a supervisor did to this agent, and what was said to agents: across the page until it is read, said aloud once. */
import { useEffect, useState } from "react";
import { Banner } from "../../controls/banner";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import type { AgentMessage } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useClient } from "../context";
import { announce } from "../live_regions";
import { orderOf } from "./orders";

export function FromSupervisor({ view }: { view: DeskView }) {
  return (
    <>
      <Order agent={view.agent} />
      {view.agent.messages.map((message) => (
        <Message key={message.message_id} message={message} />
      ))}
    </>
  );
}

/** The act, not why: the reason is the audit trail's. */
function Order({ agent }: { agent: DeskView["agent"] }) {
  const { t } = useSpeech();
  const [read, setRead] = useState("");
  const order = orderOf(agent);
  const text = order === null ? "" : t(order.key);
  useEffect(() => {
    if (text !== "") announce(text);
  }, [order?.id]);
  if (order === null || order.id === read) return null;
  return (
    <Banner tone="info">
      <span data-testid="ordered">{text}</span>
      <Button testId="ordered-read" onPress={() => setRead(order.id)}>
        {t("message_read")}
      </Button>
    </Banner>
  );
}

function Message({ message }: { message: AgentMessage }) {
  const { t, time } = useSpeech();
  const client = useClient();
  const words = { sender: message.sender, time: time(message.at_ms) };
  const text = message.text ?? t("message_gone");
  useEffect(() => announce(`${t("message_from", words)} ${text}`), [message.message_id]);
  return (
    <Banner tone="info">
      <span data-testid="agent-message" data-message={message.message_id}>
        <strong>{t("message_from", words)}</strong> {text}
      </span>
      <Button
        testId="agent-message-read"
        onPress={() => client.command({ op: "read_message", args: { message_id: message.message_id } })}
      >
        {t("message_read")}
      </Button>
    </Banner>
  );
}
