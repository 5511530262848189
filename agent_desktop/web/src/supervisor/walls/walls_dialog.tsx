/** The walls there are, and a new one: its address, with the token behind the `#`, is told once and kept nowhere. */
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { Field } from "../../controls/field";
import { copyText } from "../../desktop/copy_text";
import { LoadedPart, useLoaded } from "../../desktop/loaded";
import { queueName } from "../../desktop/words";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { call } from "../../protocol/http";
import { tellOutcome } from "../acts/acting";
import { useChoices } from "../choices";

interface Wall {
  name: string;
  queues: string[];
  shows_agents: boolean;
  made_by: string;
  made_at_ms: number;
}

export function WallsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const loading = useLoaded("walls", () => call<{ walls: Wall[] }>("GET", "/api/walls"));
  return (
    <Dialog title={t("walls_title")} isOpen isWide onClose={onClose} testId="walls-dialog">
      <LoadedPart loading={loading}>{({ walls }) => <Walls walls={walls} onChange={loading.reload} />}</LoadedPart>
      <NewWall onMade={loading.reload} />
    </Dialog>
  );
}

function Walls({ walls, onChange }: { walls: readonly Wall[]; onChange: () => void }) {
  const { t, label } = useWords();
  const { queues } = useChoices();
  const [problem, setProblem] = useState("");
  const remove = async (name: string) => {
    const answer = await call("POST", `/api/walls/${encodeURIComponent(name)}/remove`, {});
    setProblem(answer.ok ? "" : t(codedWord("error", answer.code, "error_other"), { code: answer.code }));
    if (answer.ok) tellOutcome(t("walls_removed", { name }));
    onChange();
  };
  if (walls.length === 0) return <p className="faint">{t("walls_none")}</p>;
  return (
    <>
      <ul className="list-plain">
        {walls.map((wall) => (
          <li key={wall.name} className="row spread" data-testid="wall-line">
            <span>
              <strong>{wall.name}</strong>{" "}
              <span className="faint">
                {wall.queues.map((id) => queueName(queues, id, label)).join(", ")}
                {wall.shows_agents && ` · ${t("agent_table")}`}
              </span>
            </span>
            <Button tone="quiet" icon="close" testId="wall-remove" onPress={() => void remove(wall.name)}>
              {t("walls_remove")}
            </Button>
          </li>
        ))}
      </ul>
      {problem !== "" && (
        <p className="problem" role="alert">
          {t("act_refused", { reason: problem })}
        </p>
      )}
    </>
  );
}

function NewWall({ onMade }: { onMade: () => void }) {
  const { t, label } = useWords();
  const { queues } = useChoices();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>(() => queues.map(({ queue_id }) => queue_id));
  const [showsAgents, setShowsAgents] = useState(false);
  const [problem, setProblem] = useState("");
  const [address, setAddress] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim(), queues: chosen, shows_agents: showsAgents };
    const answer = await call<{ name: string; token: string }>("POST", "/api/walls", body);
    if (!answer.ok) return setProblem(t(codedWord("error", answer.code, "error_other"), { code: answer.code }));
    setProblem("");
    setAddress(`${location.origin}/wall/${answer.value.name}#${encodeURIComponent(answer.value.token)}`);
    onMade();
  };
  if (address !== "") return <Made address={address} />;
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <h3>{t("walls_new")}</h3>
      <Field label={t("walls_name")} hint={t("walls_name_hint")} value={name} onChange={setName} testId="wall-name" />
      <fieldset className="checks">
        <legend>{t("queue_table")}</legend>
        {queues.map(({ queue_id: id, label: words }) => (
          <label key={id} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
            />
            {label(words)}
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input
          type="checkbox"
          checked={showsAgents}
          data-testid="wall-shows-agents"
          onChange={(event) => setShowsAgents(event.currentTarget.checked)}
        />
        {t("walls_agents")}
      </label>
      <p role="alert" className="problem">
        {problem !== "" && t("act_refused", { reason: problem })}
      </p>
      <div className="row">
        <Button type="submit" tone="primary" isDisabled={name.trim() === "" || chosen.length === 0} testId="wall-make">
          {t("walls_make")}
        </Button>
      </div>
    </form>
  );
}

function Made({ address }: { address: string }) {
  const { t } = useWords();
  const shown = useRef<HTMLElement>(null);
  return (
    <div className="stack">
      <h3>{t("walls_address")}</h3>
      <p className="wall-address">
        <code ref={shown} data-testid="wall-address">
          {address}
        </code>
      </p>
      <p className="faint">{t("walls_address_hint")}</p>
      <div className="row">
        <Button icon="copy" onPress={() => void copyText(address, shown.current, t)}>
          {t("walls_copy")}
        </Button>
        <a className="as-button" href={address} target="_blank" rel="noopener" data-testid="wall-open">
          {t("walls_open")}
        </a>
      </div>
    </div>
  );
}
