/** A refused or unanswered command, told in the agent's words until it is read. */
import { useEffect } from "react";
import { codedKey, type MessageKey, useSpeech } from "../i18n/language";
import type { DesktopClient } from "../protocol/desktop_client";
import type { Command } from "../protocol/desktop_frames";
import { usePart } from "../protocol/store";
import { announceNow } from "./live_regions";

function nameOf(op: Command["op"]): MessageKey {
  return codedKey("op", op, codedKey("action", op, "in_progress"));
}

export function NoticeBar({ client }: { client: DesktopClient }) {
  const { t } = useSpeech();
  const notice = usePart(client.store, (state) => state.notice);
  const text =
    notice === null
      ? null
      : t("refused", {
          action: t(nameOf(notice.op)),
          reason: t(codedKey("error", notice.code, "error_other"), { code: notice.code }),
        });

  useEffect(() => {
    if (text !== null) announceNow(text);
  }, [notice?.number]);

  if (notice === null) return null;
  return (
    <div className="banner banner-warn" data-testid="notice" data-code={notice.code}>
      <span>{text}</span>
      <button type="button" onClick={() => client.readNotice(notice.number)}>
        {t("close")}
      </button>
    </div>
  );
}
