/**
 * One of the dispositions of a contact: typing narrows the list, arrows go through it, Enter or a click takes one. The
 * list is always seen, so that those who know where theirs stands need not type.
 */
import { useId, useState } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { SearchField } from "react-aria-components/SearchField";
import { Icon } from "../../controls/icon";
import { useSpeech } from "../../i18n/language";
import type { Coded } from "../../protocol/desktop_frames";
import { matchingDispositions } from "./dispositions";

interface DispositionFieldProps {
  all: readonly Coded[];
  chosen: string;
  /** What is wrong; empty while all is well. */
  problem: string;
  onChoose: (code: string) => void;
}

export function DispositionField({ all, chosen, problem, onChoose }: DispositionFieldProps) {
  const { t, label } = useSpeech();
  const [typed, setTyped] = useState("");
  const problemId = useId();
  const matching = matchingDispositions(all, typed);
  return (
    <div className="disposition">
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField className="field" aria-describedby={problemId}>
          <Label>{t("disposition")}</Label>
          <Input placeholder={t("disposition_search")} data-testid="disposition" aria-invalid={problem !== ""} />
        </SearchField>
        <p id={problemId} role="alert" className="problem">
          {problem}
        </p>
        <ListBox
          className="disposition-list"
          aria-label={t("disposition")}
          layout="grid"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen === "" ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [code] = keys === "all" ? [] : [...keys];
            if (code === undefined) return;
            onChoose(String(code));
            setTyped("");
          }}
          renderEmptyState={() => <p className="faint">{t("disposition_none")}</p>}
        >
          {matching.map(({ code, label: words }) => (
            <ListBoxItem
              key={code}
              id={code}
              textValue={label(words)}
              className="disposition-item"
              data-testid={`disposition-${code}`}
            >
              {({ isSelected }) => (
                <>
                  {isSelected && <Icon name="check" />}
                  {label(words)}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
    </div>
  );
}
