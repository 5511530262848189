/** Words that every page needs, in English. */
export const en_page = {
  app_name: "CIC agent desktop",
  language: "Language",
  close: "Close",
  cancel: "Cancel",
  loading_part: "Loading…",
  load_failed: "This could not be loaded: {reason}",
  try_again: "Try again",
  part_missing_title: "Not loaded",
  part_missing: "This part could not be loaded. It comes by itself when the center is there again; calls go on.",
  part_failed: "Something here has failed. Calls go on.",
  show_again: "Show it again",
  reload_page: "Reload the page",
} as const;
