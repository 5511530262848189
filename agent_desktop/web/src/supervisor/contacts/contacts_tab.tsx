/** Contacts found by who, when, where and how long; their time lines, and exports. Owns the wish and the pages. */
import { useEffect, useRef, useState } from "react";
import { Button } from "../../controls/button";
import { announce } from "../../desktop/live_regions";
import { TimelineDialog } from "../../desktop/timeline/timeline_dialog";
import { codedWord, useWords } from "../../i18n/supervisor_speech";
import { useChoices } from "../choices";
import { useMay } from "../me";
import { narrow, usePlace } from "../place";
import { ExportDialog } from "./export_dialog";
import { ExportList, useExports } from "./export_list";
import { type FoundContact, search } from "./found";
import { FoundTable } from "./found_table";
import { usePeople } from "./people";
import { SearchForm } from "./search_form";
import { sharedOf, type Typed, typedFrom, wishOf } from "./wish";
import "./contacts.css";

export function ContactsTab() {
  const { t } = useWords();
  const lists = useChoices();
  const people = usePeople();
  const mayExport = useMay()("export_contacts");
  const { query } = usePlace();
  const [typed, setTyped] = useState(() => typedFrom(query));
  const found = useFound(typed);
  const [shownId, setShownId] = useState<string | null>(null);
  const [isExporting, setExporting] = useState(false);
  const exports = useExports(mayExport);

  const ask = (wanted: Typed) => {
    setTyped(wanted);
    narrow(sharedOf(wanted));
    found.ask(wanted);
  };
  return (
    <section className="stack contacts" aria-label={t("contacts_title")} data-testid="contacts">
      <SearchForm people={people} typed={typed} isAsking={found.isAsking} onChange={setTyped} onAsk={ask} />
      <p className="problem" role="alert" data-testid="contacts-problem">
        {found.problem !== null && t(codedWord("error", found.problem, "error_other"), { code: found.problem })}
      </p>
      <div className="row wrap">
        <p className="grow" data-testid="contacts-count">
          {found.count !== null && t(found.isMore ? "contacts_more_than" : "contacts_count", { count: found.count })}
        </p>
        {mayExport && (
          <Button isDisabled={found.count === null || found.count === 0} onPress={() => setExporting(true)} testId="contacts-export">
            {t("export_open")}
          </Button>
        )}
      </div>
      {mayExport && <ExportList exports={exports} />}
      <FoundTable contacts={found.contacts} people={people} isAsking={found.isAsking} onShow={setShownId} />
      {found.hasNext && (
        <Button isDisabled={found.isAsking} onPress={found.next} testId="contacts-next">
          {t("contacts_next")}
        </Button>
      )}
      <TimelineDialog contactId={shownId} view={lists} onShow={setShownId} onClose={() => setShownId(null)} />
      {isExporting && (
        <ExportDialog wish={wishOf(found.asked)} onBegun={exports.look} onClose={() => setExporting(false)} />
      )}
    </section>
  );
}

/** The contacts that were found last. What was asked for is kept apart from what is typed since: an export is of that. */
function useFound(first: Typed) {
  const { t } = useWords();
  const [asked, setAsked] = useState(first);
  const [contacts, setContacts] = useState<FoundContact[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [count, setCount] = useState<number | null>(null);
  const [isMore, setIsMore] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const turn = useRef(0);

  const load = (typed: Typed, after: string | null) => {
    const mine = ++turn.current;
    setIsAsking(true);
    void search(wishOf(typed), after).then((answer) => {
      if (mine !== turn.current) return; // another was asked for meanwhile
      setIsAsking(false);
      setProblem(answer.ok ? null : answer.code);
      if (!answer.ok) return;
      const page = answer.value;
      setContacts((known) => (after === null ? page.contacts : [...known, ...page.contacts]));
      setCursor(page.cursor);
      if (page.count === null) return;
      setCount(page.count);
      setIsMore(page.is_more);
      announce(t(page.is_more ? "contacts_more_than" : "contacts_count", { count: page.count }));
    });
  };
  const ask = (typed: Typed) => {
    setAsked(typed);
    load(typed, null);
  };
  useEffect(() => {
    ask(first);
    return () => {
      turn.current += 1;
    };
  }, []);
  return { asked, contacts, count, isMore, isAsking, problem, ask, hasNext: cursor !== null, next: () => load(asked, cursor) };
}
