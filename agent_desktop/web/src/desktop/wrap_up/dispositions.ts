/** Finding a disposition by what is typed. Pure. */
import type { Coded } from "../../protocol/desktop_frames";

/** The dispositions whose code or label, in either language, holds every word typed. */
export function matchingDispositions(all: readonly Coded[], typed: string): readonly Coded[] {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return all.filter(({ code, label }) => {
    const text = `${code} ${label.en} ${label.zh}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
