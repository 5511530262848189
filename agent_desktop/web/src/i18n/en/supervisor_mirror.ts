/** The mirror of an agent's desktop, in English. */
export const en_supervisor_mirror = {
  mirror_button: "See the desktop",
  mirror_title: "Desktop of {agent}",
  mirror_explained: "A picture of what the agent’s desktop is told. Nothing can be pressed in it, and what is typed there is not seen.",
  mirror_show: "Show it",
  mirror_mark: "You look at the desktop of {agent} since {time}. Nothing can be done here.",
  mirror_ended: "It is not shown any more ({code}).",
  mirror_ended_not_permitted: "This agent is not of your team.",
  mirror_ended_no_view: "The center knows this agent no more.",
  mirror_ended_not_noted: "It cannot be written down at the moment who looks, so nothing is shown.",
  mirror_ended_too_many: "Too many desktops are mirrored here. Close one.",
} as const;
