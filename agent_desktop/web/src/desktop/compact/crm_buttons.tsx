/** Pages of the CRM that are opened for this contact when the agent asks. */
import { Button } from "../../controls/button";
import { useSpeech } from "../../i18n/language";
import { deskSettings } from "../../protocol/desk_settings";
import type { InteractionView } from "../../protocol/desktop_frames";
import { useStore } from "../../protocol/store";
import { openCrmPage } from "./screen_pop_out";

export function CrmButtons({ interaction, agentId }: { interaction: InteractionView; agentId: string }) {
  const { t, label } = useSpeech();
  const pages = useStore(deskSettings)?.crm.pages ?? [];
  if (pages.length === 0) return null;
  return (
    <div className="row wrap" role="group" aria-label={t("crm_pages")}>
      {pages.map((page) => (
        <Button key={page.code} testId={`crm-${page.code}`} onPress={() => openCrmPage(page, interaction, agentId)}>
          {label(page.label)}
        </Button>
      ))}
    </div>
  );
}
