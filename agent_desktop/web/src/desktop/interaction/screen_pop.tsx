/** Who is calling and why: everything known before the first word. */
import { clock, useSpeech } from "../../i18n/language";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useOfServerNow } from "../context";
import { useCodeWord } from "./code_words";
import { waitMs } from "./state_words";

export function ScreenPop({ interaction }: { interaction: InteractionView }) {
  const { t, label, time, dateTime, languageName } = useSpeech();
  const codeWord = useCodeWord();
  const { caller, queue } = interaction;
  return (
    <section className="card pop" aria-label={t("caller_card")}>
      <Who interaction={interaction} />
      <dl className="facts">
        <Fact word={t("queue")} testId="queue">
          {label(queue.label)}
        </Fact>
        {interaction.work === null && <Wait interaction={interaction} />}
        <Fact word={t("dialled")} testId="dialled">
          {interaction.dialled_number}
        </Fact>
        {caller.area !== "" && <Fact word={t("caller_area")}>{codeWord(caller.area)}</Fact>}
        {caller.language !== "" && <Fact word={t("caller_language")}>{languageName(caller.language)}</Fact>}
        <Fact word={t("started_at")}>{(interaction.work === null ? time : dateTime)(interaction.arrived_at_ms)}</Fact>
      </dl>
      <Path interaction={interaction} />
      <Collected interaction={interaction} />
      <LookedUp interaction={interaction} />
    </section>
  );
}

function Who({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  const { caller } = interaction;
  return (
    <div className="caller">
      <h1 data-testid="caller-name">{caller.name ?? t("caller_unknown")}</h1>
      <p className="number" data-testid="caller-number">
        {caller.number ?? t("number_withheld")}
      </p>
      <p className="row wrap">
        <span className={`badge ${caller.is_known ? "known" : "new"}`} data-testid="caller-known">
          {t(caller.is_known ? "caller_known" : "caller_new")}
        </span>
        {caller.grade !== "" && (
          <span className="badge" data-testid="caller-grade" data-grade={caller.grade}>
            {t("caller_grade", { grade: codeWord(caller.grade) })}
          </span>
        )}
        {caller.is_vip && (
          <span className="badge vip" data-testid="caller-vip">
            {t("caller_vip")}
          </span>
        )}
      </p>
    </div>
  );
}

interface FactProps {
  word: string;
  testId?: string;
  children: string;
}

function Fact({ word, testId, children }: FactProps) {
  return (
    <div>
      <dt>{word}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}

/** The wait against the queue's target, in words as well as in colour. */
function Wait({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const targetMs = interaction.queue.service_level_target_ms;
  const isWithin = useOfServerNow((nowMs) => waitMs(interaction, nowMs) <= targetMs);
  const wait = useOfServerNow((nowMs) => clock(waitMs(interaction, nowMs)));
  const words = { wait, target: clock(targetMs) };
  return (
    <div>
      <dt>{t("waited")}</dt>
      <dd className={isWithin ? "good" : "bad"} data-testid="waited">
        {t(isWithin ? "waited_within" : "waited_beyond", words)}
      </dd>
    </div>
  );
}

function Path({ interaction }: { interaction: InteractionView }) {
  const { t, time } = useSpeech();
  const codeWord = useCodeWord();
  if (interaction.path.length === 0) return null;
  return (
    <div className="way">
      <h2>{t("path")}</h2>
      <ol className="path" data-testid="path">
        {interaction.path.map((step, index) => (
          <li key={`${index}-${step.node}`} title={time(step.at_ms)} data-node={step.node} data-result={step.result}>
            <span>{codeWord(step.node)}</span>
            {step.result !== "" && <span className="path-result">{codeWord(step.result)}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Collected({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  if (interaction.collected.length === 0) return null;
  return (
    <div className="way">
      <h2>{t("collected")}</h2>
      <dl className="facts" data-testid="collected">
        {interaction.collected.map(({ name, value }) => (
          <Fact key={name} word={codeWord(name)}>
            {value ?? "—"}
          </Fact>
        ))}
      </dl>
    </div>
  );
}

function LookedUp({ interaction }: { interaction: InteractionView }) {
  const { t } = useSpeech();
  const codeWord = useCodeWord();
  if (interaction.looked_up.length === 0) return null;
  return (
    <div className="way">
      <h2>{t("looked_up")}</h2>
      <dl className="facts" data-testid="looked-up">
        {interaction.looked_up.map(({ name, value }) => (
          <Fact key={name} word={codeWord(name)}>
            {typeof value === "boolean" ? t(value ? "yes" : "no") : String(value ?? "—")}
          </Fact>
        ))}
      </dl>
    </div>
  );
}
