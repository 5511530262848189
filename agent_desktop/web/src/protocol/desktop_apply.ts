/** How the events of a frame change the view. Pure; the same fixtures run here and in Python. */
import type { InteractionView, View, ViewEvent } from "./desktop_frames";

/** The view after these events; what they do not touch stays the very same objects. */
export function applyEvents(view: View, events: readonly ViewEvent[]): View {
  return events.reduce(applyEvent, view);
}

function applyEvent(view: View, event: ViewEvent): View {
  switch (event.event) {
    case "agent_changed":
      return { ...view, agent: { ...view.agent, ...event.data } };
    case "choices_changed":
      return { ...view, ...event.data };
    case "follow_ups_changed":
      return { ...view, follow_ups: event.data };
    case "interaction_added":
      return { ...view, interactions: placed(view.interactions, event.data, event.at) };
    case "interaction_removed":
      return { ...view, interactions: without(view.interactions, event.interaction_id) };
    case "interaction_changed":
      return { ...view, interactions: changed(view.interactions, event) };
    default:
      return view; // a newer server may tell of more
  }
}

function changed(
  interactions: readonly InteractionView[],
  event: Extract<ViewEvent, { event: "interaction_changed" }>,
): InteractionView[] {
  const merged = interactions.map((interaction) =>
    interaction.interaction_id === event.interaction_id ? { ...interaction, ...event.data } : interaction,
  );
  const moved = merged.find((interaction) => interaction.interaction_id === event.interaction_id);
  return event.at === undefined || moved === undefined ? merged : placed(merged, moved, event.at);
}

function placed(interactions: readonly InteractionView[], one: InteractionView, at: number): InteractionView[] {
  return without(interactions, one.interaction_id).toSpliced(at, 0, one);
}

function without(interactions: readonly InteractionView[], interactionId: string): InteractionView[] {
  return interactions.filter((interaction) => interaction.interaction_id !== interactionId);
}
