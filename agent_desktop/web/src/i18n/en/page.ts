/** Words that every page needs, in English. */
export const en_page = {
  app_name: "CIC agent desktop",
  language: "Language",
  close: "Close",
  cancel: "Cancel",
  loading_part: "Loading…",
  load_failed: "This could not be loaded: {reason}",
  try_again: "Try again",
} as const;
