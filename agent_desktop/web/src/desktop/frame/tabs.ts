/** The tabs at the right. Owns their order. */
export const TABS = ["customer", "contacts", "my_day", "waiting"] as const;
export type TabId = (typeof TABS)[number];
