/** Every message a person sees, in Simplified Chinese: one file a feature. A missing key fails the build. */
import type { en } from "./en";
import { zh_activity } from "./zh/activity";
import { zh_alarms } from "./zh/alarms";
import { zh_call } from "./zh/call";
import { zh_caller } from "./zh/caller";
import { zh_page } from "./zh/page";
import { zh_codes } from "./zh/codes";
import { zh_connection } from "./zh/connection";
import { zh_consult } from "./zh/consult";
import { zh_customer } from "./zh/customer";
import { zh_dial_out } from "./zh/dial_out";
import { zh_entered } from "./zh/entered";
import { zh_follow_ups } from "./zh/follow_ups";
import { zh_frame } from "./zh/frame";
import { zh_from_supervisor } from "./zh/from_supervisor";
import { zh_health } from "./zh/health";
import { zh_help } from "./zh/help";
import { zh_idle } from "./zh/idle";
import { zh_interaction } from "./zh/interaction";
import { zh_monitoring } from "./zh/monitoring";
import { zh_my_day } from "./zh/my_day";
import { zh_offers } from "./zh/offers";
import { zh_parked } from "./zh/parked";
import { zh_phone } from "./zh/phone";
import { zh_quality } from "./zh/quality";
import { zh_recording } from "./zh/recording";
import { zh_refusals } from "./zh/refusals";
import { zh_settings } from "./zh/settings";
import { zh_shortcuts } from "./zh/shortcuts";
import { zh_sign_in } from "./zh/sign_in";
import { zh_test_phone } from "./zh/test_phone";
import { zh_timeline } from "./zh/timeline";
import { zh_waiting } from "./zh/waiting";
import { zh_work } from "./zh/work";
import { zh_wrap_up } from "./zh/wrap_up";

export const zh: Record<keyof typeof en, string> = {
  ...zh_activity,
  ...zh_alarms,
  ...zh_call,
  ...zh_caller,
  ...zh_page,
  ...zh_codes,
  ...zh_connection,
  ...zh_consult,
  ...zh_customer,
  ...zh_dial_out,
  ...zh_entered,
  ...zh_follow_ups,
  ...zh_frame,
  ...zh_from_supervisor,
  ...zh_health,
  ...zh_help,
  ...zh_idle,
  ...zh_interaction,
  ...zh_monitoring,
  ...zh_my_day,
  ...zh_offers,
  ...zh_parked,
  ...zh_phone,
  ...zh_quality,
  ...zh_recording,
  ...zh_refusals,
  ...zh_settings,
  ...zh_shortcuts,
  ...zh_sign_in,
  ...zh_test_phone,
  ...zh_timeline,
  ...zh_waiting,
  ...zh_work,
  ...zh_wrap_up,
};
