/** Whether this page is the small desktop that stands inside another page: `/compact` or `/?compact`. */
export const isCompact =
  typeof location !== "undefined" &&
  (location.pathname.replace(/\/$/, "") === "/compact" || new URLSearchParams(location.search).has("compact"));
