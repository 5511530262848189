/** Two cards of one customer become one. Shows both before it happens, and which of them stays. */
import { useState } from "react";
import { Button } from "../../controls/button";
import { Dialog } from "../../controls/dialog";
import { useSpeech } from "../../i18n/language";
import { type Card, type FoundCustomer, mergeCustomers } from "../../protocol/records";
import { announce } from "../live_regions";
import { useReason } from "../loaded";
import { CustomerSearch, Found } from "./customer_search";

interface MergeDialogProps {
  card: Card;
  onClose: () => void;
  onMerged: (card: Card) => void;
}

export function MergeDialog({ card, onClose, onMerged }: MergeDialogProps) {
  const { t } = useSpeech();
  const reason = useReason();
  const [other, setOther] = useState<FoundCustomer | null>(null);
  // Of whom there is no card yet goes into the one of whom there is.
  const [keepsOther, setKeepsOther] = useState(!card.is_known);
  const [isMerging, setMerging] = useState(false);
  const [problem, setProblem] = useState("");
  const own: FoundCustomer = { ...card, numbers: card.numbers.slice(0, 3) };
  const merge = async (with_: FoundCustomer) => {
    const [stays, goes] = keepsOther ? [with_, own] : [own, with_];
    setMerging(true);
    const answer = await mergeCustomers(stays.party_id, goes.party_id);
    setMerging(false);
    if (!answer.ok) {
      setProblem(reason(answer));
      return;
    }
    announce(t("customer_merge_done"));
    onMerged(answer.value.card);
    onClose();
  };
  return (
    <Dialog title={t("customer_merge")} isOpen onClose={onClose} testId="customer-merge-dialog">
      <p className="faint">{t("customer_merge_hint")}</p>
      <CustomerSearch label={t("customer_search")} except={card.party_id} onChoose={setOther} shouldFocus />
      {other !== null && (
        <>
          <dl className="merge-two">
            <div className="card">
              <dt className="faint">{t("customer_merge_keep")}</dt>
              <dd>
                <Found found={keepsOther ? other : own} />
              </dd>
            </div>
            <div className="card">
              <dt className="faint">{t("customer_merge_goes")}</dt>
              <dd>
                <Found found={keepsOther ? own : other} />
              </dd>
            </div>
          </dl>
          <div className="row wrap">
            <Button
              tone="primary"
              autoFocus
              isDisabled={isMerging}
              testId="customer-merge-now"
              onPress={() => void merge(other)}
            >
              {t("customer_merge_now")}
            </Button>
            <Button icon="swap" isDisabled={!card.is_known} onPress={() => setKeepsOther(!keepsOther)}>
              {t("customer_merge_swap")}
            </Button>
            <Button tone="quiet" onPress={onClose}>
              {t("cancel")}
            </Button>
          </div>
        </>
      )}
      <p role="alert" className="problem">
        {problem}
      </p>
    </Dialog>
  );
}
