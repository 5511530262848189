import { describe, expect, it } from "vitest";
import { columnsOf, percentOf } from "./found";

describe("an export", () => {
  it("tells how far it is", () => {
    expect(percentOf({ rows_written: 0, rows_total: null })).toBeNull();
    expect(percentOf({ rows_written: 1, rows_total: 3 })).toBe(33);
    expect(percentOf({ rows_written: 4, rows_total: 3 })).toBe(100);
    expect(percentOf({ rows_written: 0, rows_total: 0 })).toBe(100);
  });

  it("leaves persons out where that is wanted", () => {
    expect(columnsOf(true)).toContain("caller_number");
    expect(columnsOf(false)).not.toContain("caller_number");
    expect(columnsOf(true).length - columnsOf(false).length).toBe(3);
  });
});
