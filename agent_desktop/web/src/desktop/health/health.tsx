/** The health light: the connection to the center, the phone and the microphone, each in a word; more behind it. */
import { DialogTrigger, Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { Button } from "../../controls/button";
import { Icon, type IconName } from "../../controls/icon";
import { Light } from "../../controls/light";
import { codedKey, useSpeech } from "../../i18n/language";
import type { AgentView } from "../../protocol/desktop_frames";
import type { LinkState } from "../../protocol/socket";
import { useStore } from "../../protocol/store";
import type { AgentPhone } from "../phone/agent_phone";
import { PhoneLight } from "../phone/phone_panel";
import { callQuality } from "../../media/call_quality";
import { QualityFigures } from "./quality_badge";

interface HealthProps {
  agent: AgentView;
  phone: AgentPhone;
  link: LinkState;
  onSettings: () => void;
}

type LinkWord = "link_online" | "link_reconnecting" | "link_connecting";

const LINK_ICONS: Record<LinkWord, IconName> = {
  link_online: "well",
  link_reconnecting: "warn",
  link_connecting: "under_way",
};

/** The word for the connection to the center. */
function linkWord(link: LinkState): LinkWord {
  if (link.phase === "online") return "link_online";
  return link.phase === "reconnecting" ? "link_reconnecting" : "link_connecting";
}

export function Health({ agent, phone, link, onSettings }: HealthProps) {
  const { t } = useSpeech();
  return (
    <DialogTrigger>
      <Button tone="quiet" className="health-button" testId="health">
        <span className="unseen">{t("health")}</span>
        <PhoneLight phone={phone} phones={agent.phones} />
        <ConnectionLight link={link} />
      </Button>
      <Popover className="popover popover-free" isNonModal placement="bottom end">
        <Dialog className="health-details" aria-label={t("health")}>
          <Details agent={agent} phone={phone} link={link} onSettings={onSettings} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export function ConnectionLight({ link }: { link: LinkState }) {
  const { t } = useSpeech();
  const word = linkWord(link);
  return (
    <Light
      tone={word === "link_online" ? "good" : "bad"}
      icon={LINK_ICONS[word]}
      word={t(word)}
      testId="connection"
      state={link.phase}
    />
  );
}

function Details({ agent, phone, link, onSettings }: HealthProps) {
  const { t } = useSpeech();
  const sip = useStore(phone.sip.store);
  const microphone = useStore(phone.microphone.store);
  const quality = useStore(callQuality);
  const isElsewhere = useStore(phone.place) === "elsewhere";
  return (
    <>
      <h2>{t("health")}</h2>
      <dl className="facts-lines">
        <Line word={t("health_center")} isGood={link.phase === "online"}>
          {t(linkWord(link))}
        </Line>
        {agent.phones.map((known) => (
          <Line key={known.provider} word={t("health_phone", { provider: known.provider })} isGood={known.is_reachable}>
            {t(known.is_reachable ? "phone_ready" : "phone_elsewhere")}
          </Line>
        ))}
        {sip.isAvailable && (
          <Line word={t("health_registered")} isGood={sip.isRegistered}>
            {t(sip.isRegistered ? "yes" : "no")}
          </Line>
        )}
        <Line word={t("health_microphone")} isGood={microphone === "granted" || microphone === "unused"}>
          {t(codedKey("microphone", microphone, "microphone_unused"))}
        </Line>
      </dl>
      {isElsewhere && (
        <Button icon="phone" testId="phone-take-here" onPress={() => phone.takeHere()}>
          {t("phone_take_here")}
        </Button>
      )}
      {quality !== null && <QualityFigures quality={quality} />}
      <Button slot="close" icon="settings" testId="health-settings" onPress={onSettings}>
        {t("health_settings")}
      </Button>
    </>
  );
}

function Line({ word, isGood, children }: { word: string; isGood: boolean; children: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd className={isGood ? "good" : "bad"}>
        <Icon name={isGood ? "well" : "warn"} /> {children}
      </dd>
    </div>
  );
}
