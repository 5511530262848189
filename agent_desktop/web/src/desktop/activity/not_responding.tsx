/** Shown after an offer went unanswered: nothing is offered until the agent says to be back. */
import { useEffect } from "react";
import { useSpeech } from "../../i18n/language";
import { isPending } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";
import { announceNow } from "../live_regions";
import type { AgentPhone } from "../phone/agent_phone";

export function NotResponding({ phone }: { phone: AgentPhone }) {
  const { t } = useSpeech();
  const client = useClient();
  const isBusy = isPending(useStore(client.store), "set_activity");
  useEffect(() => announceNow(t("not_responding_title")), []);
  const back = () => {
    void phone.microphone.open();
    client.command({ op: "set_activity", args: { activity: "available", reason: "" } });
  };
  return (
    <section className="card not-responding" aria-label={t("activity_not_responding")}>
      <h1>{t("not_responding_title")}</h1>
      <p>{t("not_responding_text")}</p>
      <button type="button" className="go huge" data-testid="im-back" disabled={isBusy} onClick={back}>
        {t("im_back")}
      </button>
    </section>
  );
}
