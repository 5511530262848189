/** Finding a customer by name, number, customer number or mail address, while typing; asks not too often. */
import { useEffect, useState } from "react";
import { Badge } from "../../controls/badge";
import { ComboBox } from "../../controls/combo_box";
import { useSpeech } from "../../i18n/language";
import { findCustomers, type FoundCustomer } from "../../protocol/records";
import { useReason } from "../loaded";
import "./customer.css";

/** Typing goes on for so long before anything is asked. */
const PAUSE_MS = 250;
const SHORTEST_QUERY = 2;

interface CustomerSearchProps {
  label: string;
  onChoose: (found: FoundCustomer) => void;
  /** Not shown among what is found. */
  except?: string;
  shouldFocus?: boolean;
}

/** Whoever uses it gives the focus to what comes next: once somebody is chosen the search is an empty one again. */
export function CustomerSearch({ onChoose, shouldFocus = false, ...rest }: CustomerSearchProps) {
  const [chosen, setChosen] = useState(0);
  const choose = (found: FoundCustomer) => {
    setChosen((count) => count + 1);
    onChoose(found);
  };
  return <Search key={chosen} {...rest} onChoose={choose} shouldFocus={shouldFocus && chosen === 0} />;
}

function Search({ label, onChoose, except, shouldFocus = false }: CustomerSearchProps) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState("");
  const { found, problem } = useFound(typed);
  const shown = found.filter(({ party_id }) => party_id !== except);
  return (
    <div>
      <ComboBox
        label={label}
        items={shown.map((each) => ({
          id: each.party_id,
          label: each.name || each.numbers[0] || each.customer_number,
          shown: <Found found={each} />,
          testId: "customer-found",
        }))}
        value={null}
        typed={typed}
        onType={setTyped}
        onChoose={(id) => {
          const chosen = shown.find(({ party_id }) => party_id === id);
          if (chosen !== undefined) onChoose(chosen);
        }}
        nothing={t(typed.trim().length < SHORTEST_QUERY ? "customer_search_hint" : "customer_search_none")}
        shouldFocus={shouldFocus}
        testId="customer-search"
      />
      {problem !== "" && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

function useFound(typed: string): { found: readonly FoundCustomer[]; problem: string } {
  const reason = useReason();
  const [found, setFound] = useState<readonly FoundCustomer[]>([]);
  const [problem, setProblem] = useState("");
  const query = typed.trim().slice(0, 100);
  useEffect(() => {
    setProblem("");
    if (query.length < SHORTEST_QUERY) {
      setFound([]);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      void findCustomers(query).then((answer) => {
        if (!isCurrent) return;
        if (answer.ok) setFound(answer.value.customers);
        else setProblem(reason(answer));
      });
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [query]);
  return { found, problem };
}

export function Found({ found }: { found: FoundCustomer }) {
  const { t } = useSpeech();
  return (
    <span className="customer-found">
      <span className="row">
        <strong>{found.name || t("caller_unknown")}</strong>
        {found.is_vip && <Badge tone="warn">{t("customer_vip")}</Badge>}
      </span>
      <span className="faint">
        {[found.customer_number, ...found.numbers].filter((each) => each !== "").join(" · ")}
      </span>
    </span>
  );
}
