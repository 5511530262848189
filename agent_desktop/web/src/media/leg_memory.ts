/** What a page must know to ask its leg back after a reload. Owns one entry of this tab's session storage. */
import type { Leg } from "../protocol/line_state";

export interface RememberedLeg {
  leg: Leg;
  interactionId: string | null;
  sinceMs: number;
  isMuted: boolean;
}

/** The memory under one key. */
export function legMemory(key: string) {
  return {
    keep: (remembered: RememberedLeg) => sessionStorage.setItem(key, JSON.stringify(remembered)),
    forget: () => sessionStorage.removeItem(key),
    recall: (): RememberedLeg | null => {
      const text = sessionStorage.getItem(key);
      return text === null ? null : (JSON.parse(text) as RememberedLeg);
    },
  };
}
