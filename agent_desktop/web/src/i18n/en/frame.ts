/** The frame of the desktop: its parts and tabs, in English. */
export const en_frame = {
  skip_to_contact: "Skip to the contact",
  right_side: "About the customer and your day",
  tab_customer: "Customer",
  tab_contacts: "Contacts",
  tab_my_day: "My day",
  tab_waiting: "Waiting",
  theme_to_dark: "Dark look",
  theme_to_light: "Light look",
  crm_pages: "Pages of the CRM",
  notices: "Notices",
} as const;
