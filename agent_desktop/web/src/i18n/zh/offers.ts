/** Offered contacts and the list of contacts, in Simplified Chinese. */
import type { en_offers } from "../en/offers";

export const zh_offers: Record<keyof typeof en_offers, string> = {
  contacts: "服务列表",
  no_contacts: "当前没有服务",
  offer_title: "来电",
  offer_for: "{caller} 来电，队列：{queue}。按 Alt Shift {key} 接听。",
  offer_gone: "来电分配已结束。",
  offer_for_work: "{caller} 的{kind}，队列：{queue}。按 Alt Shift {key} 接受。",
  offer_time_left: "剩余 {seconds} 秒",
  accept: "接听",
  decline: "拒接",
  title_offer: "☎ {caller} 来电",
  title_offer_work: "✉ {kind}：{caller}",
  offer_consult: "同事咨询",
  offer_asked_by: "{agent} 就此客户向您咨询",
  offer_tries: "今天第 {count} 次来电",
};
