/** Work to pull, in English. */
export const en_waiting = {
  waiting_title: "Waiting for somebody",
  waiting_hint: "Messages and tasks of your queues. Take one when you have room for it.",
  waiting_none: "Nothing waits in your queues",
  waiting_all: "All",
  waiting_pull: "Take it",
  waiting_pull_of: "Take it: {kind}, {caller}",
  waiting_not_now: "Go available to take work.",
  waiting_since: "Waits",
  waiting_due: "Due in {time}",
  waiting_overdue: "Overdue by {time}",
  waiting_shown: "Show",
} as const;
