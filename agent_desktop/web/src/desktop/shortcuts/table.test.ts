import { describe, expect, it } from "vitest";
import { canBeGiven, keyName, keyOf, placeOf, shortcutOf, SHORTCUTS, takenBy } from "./table";

const press = {
  code: "KeyA",
  altKey: true,
  shiftKey: true,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  repeat: false,
};

describe("shortcuts", () => {
  it("have each their own key, and no bare one", () => {
    const codes = SHORTCUTS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every(canBeGiven)).toBe(true);
    expect(shortcutOf({ ...press, altKey: false, shiftKey: false })).toBeNull();
  });

  it("follow the agent's own keys", () => {
    const own = { accept: "KeyX" };
    expect(shortcutOf({ ...press, code: "KeyX" }, own)?.id).toBe("accept");
    expect(shortcutOf(press, own)).toBeNull();
    expect(keyOf("accept", own)).toBe("X");
    expect(keyOf("help_sheet", {})).toBe("/");
    expect(keyOf("nothing", {})).toBe("");
  });

  it("cannot share a key, or take one that moves about", () => {
    const [accept] = SHORTCUTS;
    if (accept === undefined) throw new Error("there are none");
    expect(takenBy("KeyD", accept, {})?.id).toBe("decline");
    expect(takenBy("KeyD", accept, { decline: "KeyX" })).toBeNull();
    expect(takenBy("KeyA", accept, {})).toBeNull();
    expect(["Tab", "Enter", "ArrowDown", "Space", "F5"].some(canBeGiven)).toBe(false);
    expect(keyName("Digit4")).toBe("4");
  });

  it("choose a contact by its place with Alt alone", () => {
    expect(placeOf({ ...press, code: "Digit3", shiftKey: false })).toBe(3);
    expect(placeOf({ ...press, code: "Digit3" })).toBeNull();
    expect(placeOf({ ...press, code: "Digit0", shiftKey: false })).toBeNull();
    expect(placeOf({ ...press, code: "Digit3", shiftKey: false, isComposing: true })).toBeNull();
  });
});
