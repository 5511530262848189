/** Whether the box to dial from is open, and with which number. Owns that; any part of the desktop may open it. */
import { createStore } from "../../protocol/store";

export const dialBox = createStore<{ number: string } | null>(null);

/** Opens the box with a number in it, to be looked at before it is called. */
export function openDialBox(number = ""): void {
  dialBox.set({ number });
}
