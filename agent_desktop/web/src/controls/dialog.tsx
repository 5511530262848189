/** A window over the page that wants an answer first. Escape closes it; the focus comes back to where it was. */
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { useSpeech } from "../i18n/language";
import { Button } from "./button";
import { useFocusBack } from "./focus_back";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** Asks for an answer that cannot be put off: a click beside it does not close it. */
  isUrgent?: boolean;
  isWide?: boolean;
  testId?: string;
  children: ReactNode;
}

export function Dialog({ title, isOpen, onClose, isUrgent = false, isWide = false, testId, children }: DialogProps) {
  const { t } = useSpeech();
  useFocusBack(isOpen);
  return (
    <ModalOverlay
      className="dialog-shade"
      isOpen={isOpen}
      isDismissable={!isUrgent}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={isWide ? "dialog dialog-wide" : "dialog"}>
        <AriaDialog className="dialog-body" role={isUrgent ? "alertdialog" : "dialog"} data-testid={testId}>
          <div className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <Button tone="quiet" icon="close" isIconOnly testId="dialog-close" onPress={onClose}>
              {t("close")}
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
