/** Shown after an offer went unanswered or unseen: nothing is offered until the agent says to be back. */
import { useEffect } from "react";
import { useSpeech } from "../../i18n/language";
import { useClient, useIsPending } from "../context";
import { announceNow } from "../live_regions";
import type { AgentPhone } from "../phone/agent_phone";

const OFFER_NOT_SHOWN = "offer_not_shown";

export function NotResponding({ reason, phone }: { reason: string; phone: AgentPhone }) {
  const { t } = useSpeech();
  const client = useClient();
  const isBusy = useIsPending("set_activity");
  const title = t(reason === OFFER_NOT_SHOWN ? "not_shown_title" : "not_responding_title");
  useEffect(() => announceNow(title), []);
  const back = () => {
    void phone.microphone.open();
    client.command({ op: "set_activity", args: { activity: "available", reason: "" } });
  };
  return (
    <section className="card not-responding" aria-label={t("activity_not_responding")}>
      <h1>{title}</h1>
      <p>{t("not_responding_text")}</p>
      <button type="button" className="go huge" data-testid="im-back" disabled={isBusy} onClick={back}>
        {t("im_back")}
      </button>
    </section>
  );
}
