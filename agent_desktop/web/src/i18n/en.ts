/** Every message a person sees, in English, one file a feature: the type of all catalogues. `{word}` is filled in. */
import { en_activity } from "./en/activity";
import { en_alarms } from "./en/alarms";
import { en_call } from "./en/call";
import { en_caller } from "./en/caller";
import { en_page } from "./en/page";
import { en_codes } from "./en/codes";
import { en_connection } from "./en/connection";
import { en_consult } from "./en/consult";
import { en_customer } from "./en/customer";
import { en_dial_out } from "./en/dial_out";
import { en_entered } from "./en/entered";
import { en_follow_ups } from "./en/follow_ups";
import { en_frame } from "./en/frame";
import { en_from_supervisor } from "./en/from_supervisor";
import { en_health } from "./en/health";
import { en_help } from "./en/help";
import { en_idle } from "./en/idle";
import { en_interaction } from "./en/interaction";
import { en_monitoring } from "./en/monitoring";
import { en_my_day } from "./en/my_day";
import { en_offers } from "./en/offers";
import { en_parked } from "./en/parked";
import { en_phone } from "./en/phone";
import { en_quality } from "./en/quality";
import { en_recording } from "./en/recording";
import { en_refusals } from "./en/refusals";
import { en_settings } from "./en/settings";
import { en_shortcuts } from "./en/shortcuts";
import { en_sign_in } from "./en/sign_in";
import { en_test_phone } from "./en/test_phone";
import { en_timeline } from "./en/timeline";
import { en_waiting } from "./en/waiting";
import { en_work } from "./en/work";
import { en_wrap_up } from "./en/wrap_up";

export const en = {
  ...en_activity,
  ...en_alarms,
  ...en_call,
  ...en_caller,
  ...en_page,
  ...en_codes,
  ...en_connection,
  ...en_consult,
  ...en_customer,
  ...en_dial_out,
  ...en_entered,
  ...en_follow_ups,
  ...en_frame,
  ...en_from_supervisor,
  ...en_health,
  ...en_help,
  ...en_idle,
  ...en_interaction,
  ...en_monitoring,
  ...en_my_day,
  ...en_offers,
  ...en_parked,
  ...en_phone,
  ...en_quality,
  ...en_recording,
  ...en_refusals,
  ...en_settings,
  ...en_shortcuts,
  ...en_sign_in,
  ...en_test_phone,
  ...en_timeline,
  ...en_waiting,
  ...en_work,
  ...en_wrap_up,
} as const;
