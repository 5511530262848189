import { describe, expect, it } from "vitest";
import { makerOf, pathOf, purposeBody, stateOf } from "./users";

describe("users", () => {
  it("have a purpose that makes sense, or none is sent", () => {
    expect(purposeBody({ role: "agent", agent: " ", team: "" })).toBeNull();
    expect(purposeBody({ role: "agent", agent: " alice ", team: "" })).toEqual({
      role: "agent",
      agent_id: "alice",
      team: "",
    });
    expect(purposeBody({ role: "team_supervisor", agent: "", team: "" })).toBeNull();
    expect(purposeBody({ role: "team_supervisor", agent: "", team: "sales" })).toEqual({
      role: "team_supervisor",
      agent_id: null,
      team: "sales",
    });
    expect(purposeBody({ role: "auditor", agent: "", team: "" })).not.toBeNull();
  });

  it("are disabled before they are locked", () => {
    expect(stateOf({ is_disabled: true, locked_until_ms: 5 })).toBe("disabled");
    expect(stateOf({ is_disabled: false, locked_until_ms: 5 })).toBe("locked");
    expect(stateOf({ is_disabled: false, locked_until_ms: null })).toBe("open");
  });

  it("are asked for by names that need not be plain", () => {
    expect(pathOf("ada/eve", "remove")).toBe("/api/users/ada%2Feve/remove");
  });

  it("tell who made them", () => {
    expect(makerOf("openid:https://id.example:8443/a")).toEqual({ kind: "openid", name: "https://id.example:8443/a" });
    expect(makerOf("user:ada")).toEqual({ kind: "user", name: "ada" });
    expect(makerOf("demo")).toEqual({ kind: "demo", name: "" });
  });
});
