import { describe, expect, it } from "vitest";
import { DIALLED, normalNumber, OF_CUSTOMER } from "./telephone_number";

describe("a number to dial", () => {
  it.each([
    ["+44 20 7946-0000", "+442079460000"],
    ["112", "112"],
    ["10", "10"],
    ["1", null],
    ["bob", null],
    ["123456789012345", "123456789012345"],
    ["1234567890123456", null],
    ["", null],
  ])("%s is %s", (typed, number) => expect(normalNumber(typed, DIALLED)).toBe(number));
});

describe("a customer's number", () => {
  it.each(["+86 10 6552-9988", "555", "(0)10/65529988"])("%s is one", (typed) =>
    expect(normalNumber(typed, OF_CUSTOMER)).not.toBeNull(),
  );
  it.each(["", "12", "call me", "+", "1".repeat(16), "1".repeat(21), "12+34"])("%j is none", (typed) =>
    expect(normalNumber(typed, OF_CUSTOMER)).toBeNull(),
  );
});

describe("the normal form", () => {
  it.each([
    ["spaces, slashes, dots and parentheses", "(030) 901/820.0", "0309018200"],
    ["a space that does not break, and dashes of print", "+1\u00a0555\u20110100\u2013", "+15550100"],
    ["00 for +", "0044 20 7946 0000", "+442079460000"],
    ["full-width digits and signs", "＋８６（１０）６５５２９９８８", "+861065529988"],
    ["room around it", " 555 0100\n", "5550100"],
  ])("takes %s", (_, typed, number) => expect(normalNumber(typed, DIALLED)).toBe(number));

  it.each(["++44 20", "00", "001", "44+20", "#31#", "٤٤٢٠"])("is none of %s", (typed) =>
    expect(normalNumber(typed, DIALLED)).toBeNull(),
  );
});
