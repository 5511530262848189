/** The frame of the supervisor's page: the header, and the part that the address names. Owns no part. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ClockOffset, IsOnline } from "../../desktop/context";
import { Contained } from "../../desktop/parts/contained";
import { useWords } from "../../i18n/supervisor_speech";
import { BoardClient } from "../../protocol/board_client";
import { usePart } from "../../protocol/store";
import { boardTicket, choices } from "../../protocol/supervision";
import { BoardContext } from "../board";
import { ChoicesContext, NO_CHOICES } from "../choices";
import { useMay, useMe } from "../me";
import { goTo, usePlace } from "../place";
import { tabPlaceOf } from "../live/key_table";
import { TABS, tabsFor } from "../tabs";
import { Header } from "./header";

interface PageProps {
  /** The center knows this sign-in no more. */
  onRefused: () => void;
  onSignOut: () => void;
}

export function Page({ onRefused, onSignOut }: PageProps) {
  return (
    <WithBoard onRefused={onRefused}>
      <Frame onSignOut={onSignOut} />
    </WithBoard>
  );
}

/** One board for all parts of the page, for whoever may see boards; nothing is told that no part looks at. */
function WithBoard({ onRefused, children }: { onRefused: () => void; children: ReactNode }) {
  const may = useMay();
  const maySee = may("see_boards");
  const [client] = useState(() => new BoardClient({ ticket: boardTicket }));
  const [texts, setTexts] = useState(NO_CHOICES);
  const phase = usePart(client.store, ({ link }) => link.phase);
  const clockOffsetMs = usePart(client.store, (state) => state.clockOffsetMs);
  const build = usePart(client.store, (state) => state.build);
  useEffect(() => {
    if (!maySee) return;
    client.start();
    return () => client.stop();
  }, [client, maySee]);
  // Another engine may have another configuration.
  useEffect(() => {
    void choices().then((answer) => answer.ok && setTexts(answer.value));
  }, [build]);
  const isRefused = phase === "refused";
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused, onRefused]);
  return (
    <BoardContext value={maySee ? client : null}>
      <ClockOffset value={clockOffsetMs}>
        <IsOnline value={!maySee || phase === "online"}>
          <ChoicesContext value={texts}>{children}</ChoicesContext>
        </IsOnline>
      </ClockOffset>
    </BoardContext>
  );
}

function Frame({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useWords();
  const me = useMe();
  const { tab } = usePlace();
  const main = useRef<HTMLElement>(null);
  const tabs = tabsFor(me, TABS);
  const shown = tabs.find(({ id }) => id === tab) ?? tabs[0];
  useTabKeys(tabs.map(({ id }) => id));
  return (
    <div className="supervision">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t("supervisor_skip")}
      </button>
      <Header tabs={tabs} shownId={shown?.id ?? ""} onSignOut={onSignOut} />
      <main ref={main} tabIndex={-1} className="supervision-main">
        <h1 className="unseen">{t(shown?.words ?? "supervisor_name")}</h1>
        {shown === undefined ? (
          <p className="empty" data-testid="nothing-to-watch">
            {t("supervisor_nothing")}
          </p>
        ) : (
          <Contained key={shown.id}>
            <shown.Panel />
          </Contained>
        )}
      </main>
    </div>
  );
}

/** Alt, Shift and a digit show a part of the page. */
function useTabKeys(ids: readonly string[]): void {
  const known = useRef(ids);
  known.current = ids;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const place = tabPlaceOf(event);
      const id = place === null ? undefined : known.current[place];
      if (id === undefined) return;
      event.preventDefault();
      goTo(id);
    };
    addEventListener("keydown", onKey, { capture: true });
    return () => removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
