/** Finding a disposition: by what is typed, and the one that was given already. Pure. */
import type { Coded, InteractionView } from "../../protocol/desktop_frames";

/** What the agent has given already in a wrap-up that lasts its whole time; null before. */
export function givenDisposition(interaction: InteractionView): Coded | null {
  const code = interaction.given_disposition;
  if (code === null) return null;
  return interaction.dispositions.find((each) => each.code === code) ?? { code, label: { en: code, zh: code } };
}

/** The dispositions whose code or label, in either language, holds every word typed. */
export function matchingDispositions(all: readonly Coded[], typed: string): readonly Coded[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return all.filter(({ code, label }) => {
    const text = `${code} ${label.en} ${label.zh}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
