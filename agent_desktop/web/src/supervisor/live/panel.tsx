/** What is looked at closely, beside the board: one queue or one agent. Escape closes it. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "../../controls/button";
import { useWords } from "../../i18n/supervisor_speech";

interface PanelProps {
  title: ReactNode;
  /** Names the panel for screen readers. */
  label: string;
  onClose: () => void;
  testId: string;
  children: ReactNode;
}

export function Panel({ title, label, onClose, testId, children }: PanelProps) {
  const { t } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever has opened it goes on in it; closed, the focus is where it was.
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [label]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <aside className="board-panel card" aria-label={label} data-testid={testId} onKeyDown={onKey}>
      <div className="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <Button tone="quiet" icon="close" isIconOnly testId="panel-close" onPress={onClose}>
          {t("panel_close")}
        </Button>
      </div>
      {children}
    </aside>
  );
}
