/**
 * Asking somebody, or handing the caller on: one search over agents, queues, flows and numbers. It stands in the
 * contact and not over the page: an offer that comes meanwhile is seen.
 */
import { type KeyboardEvent, useEffect, useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { SearchField } from "react-aria-components/SearchField";
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import { deskSettings, keepFavourites } from "../../protocol/desk_settings";
import type { InteractionView } from "../../protocol/desktop_frames";
import type { DeskView } from "../../protocol/desktop_state";
import { useStore } from "../../protocol/store";
import { useClient } from "../context";
import { useDirectory } from "../directory";
import { useCodeWord } from "../interaction/code_words";
import { noteRecent, recentTargets } from "./recents";
import { TargetLine } from "./target_line";
import { choicesOf, commandFor, kindsFor, matching, type TargetChoice, toggled, type Way, waysTo } from "./targets";
import "./transfer.css";

interface TransferPanelProps {
  interaction: InteractionView;
  view: DeskView;
  onClose: () => void;
}

export function TransferPanel({ interaction, view, onClose }: TransferPanelProps) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState("");
  const [chosenId, setChosenId] = useState<string | null>(null);
  const choices = useChoices(interaction, view, typed);
  const chosen = choices.find(({ id }) => id === chosenId) ?? null;
  const escape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    if (chosen !== null) setChosenId(null);
    else onClose();
  };
  return (
    <section
      className="panel transfer"
      aria-label={t("transfer_title")}
      data-testid="transfer"
      onKeyDownCapture={escape}
    >
      <div className="panel-head">
        <h2>{t("transfer_title")}</h2>
        <Button tone="quiet" icon="close" isIconOnly testId="transfer-close" onPress={onClose}>
          {t("close")}
        </Button>
      </div>
      {chosen === null ? (
        <Search choices={choices} typed={typed} onType={setTyped} onChoose={setChosenId} />
      ) : (
        <Chosen choice={chosen} interaction={interaction} onBack={() => setChosenId(null)} onDone={onClose} />
      )}
    </section>
  );
}

function useChoices(interaction: InteractionView, view: DeskView, typed: string): TargetChoice[] {
  const { label } = useSpeech();
  const codeWord = useCodeWord();
  const directory = useDirectory();
  const settings = useStore(deskSettings);
  const kinds = kindsFor(interaction.allowed_actions);
  const all = choicesOf({
    agents: directory.agents,
    queues: view.queues.map((queue) => ({
      ...directory.queues.find(({ queue_id }) => queue_id === queue.queue_id),
      queue_id: queue.queue_id,
      name: label(queue.label),
    })),
    flows: view.flows.map((flow) => ({ flow, name: codeWord(flow) })),
    favourites: settings?.favourites ?? [],
    recents: recentTargets(),
    ownId: view.agent.agent_id,
  });
  const possible = all.filter(({ kind }) => kinds.includes(kind));
  return matching(possible, typed, kinds.includes("number"));
}

interface SearchProps {
  choices: readonly TargetChoice[];
  typed: string;
  onType: (text: string) => void;
  onChoose: (id: string) => void;
}

function Search({ choices, typed, onType, onChoose }: SearchProps) {
  const { t } = useSpeech();
  return (
    <Autocomplete inputValue={typed} onInputChange={onType}>
      <SearchField autoFocus className="field">
        <Label>{t("transfer_search")}</Label>
        <Input placeholder={t("transfer_search_hint")} data-testid="transfer-search" />
      </SearchField>
      <ListBox
        className="list-box targets"
        aria-label={t("transfer_targets")}
        items={choices}
        selectionMode="none"
        onAction={(id) => onChoose(String(id))}
        renderEmptyState={() => <p className="faint list-empty">{t("transfer_nothing")}</p>}
        data-testid="transfer-targets"
      >
        {(choice) => (
          <ListBoxItem
            id={choice.id}
            textValue={choice.name}
            className="list-item target"
            data-testid={`target-${choice.id}`}
          >
            <TargetLine choice={choice} />
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
}

const WAY_WORDS = { consult: "way_consult", transfer: "way_transfer", send_into_flow: "way_flow" } as const;
const WAY_ICONS = { consult: "people", transfer: "transfer", send_into_flow: "flow" } as const;

interface ChosenProps {
  choice: TargetChoice;
  interaction: InteractionView;
  onBack: () => void;
  onDone: () => void;
}

/** The chosen one, and what may be done: the gentler way has the focus, so that Enter twice asks first. */
function Chosen({ choice, interaction, onBack, onDone }: ChosenProps) {
  const { t } = useSpeech();
  const client = useClient();
  const ways = waysTo(choice, interaction.allowed_actions);
  const go = (way: Way) => {
    client.command(commandFor(way, choice, interaction));
    noteRecent(choice.id);
    onDone();
  };
  return (
    <div className="stack" data-testid="transfer-chosen" data-id={choice.id}>
      <div className="target target-chosen">
        <TargetLine choice={choice} />
      </div>
      <div className="row wrap">
        {ways.map((way, index) => (
          <Button
            key={way}
            tone={index === 0 ? "primary" : "plain"}
            icon={WAY_ICONS[way]}
            autoFocus={index === 0}
            testId={`way-${way}`}
            onPress={() => go(way)}
          >
            {t(WAY_WORDS[way])}
          </Button>
        ))}
        <FavouriteButton choice={choice} />
        <Button tone="quiet" testId="transfer-back" onPress={onBack}>
          {t("transfer_back")}
        </Button>
      </div>
      {choice.kind === "flow" && <p className="faint">{t("flow_hint")}</p>}
    </div>
  );
}

function FavouriteButton({ choice }: { choice: TargetChoice }) {
  const { t } = useSpeech();
  const settings = useStore(deskSettings);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [choice.id]);
  if (settings === null) return null;
  const toggle = () => {
    const changed = toggled(settings.favourites, choice, settings.favourites_max);
    void keepFavourites(changed).then(({ ok }) => setFailed(!ok));
  };
  return (
    <>
      <Button
        tone="quiet"
        icon={choice.isFavourite ? "star" : "star_off"}
        aria-pressed={choice.isFavourite}
        testId="favourite"
        onPress={toggle}
      >
        {t(choice.isFavourite ? "favourite_remove" : "favourite_add")}
      </Button>
      {isFailed && (
        <span role="alert" className="problem">
          {t("favourite_failed")}
        </span>
      )}
    </>
  );
}
