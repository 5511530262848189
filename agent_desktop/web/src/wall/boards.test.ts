import { describe, expect, it } from "vitest";
import { aQueue } from "../testing/boards";
import { boardAt, boardsOf, isOutdated } from "./boards";
import { wishesOf } from "./wishes";

describe("the boards of a wall", () => {
  const boards = boardsOf([aQueue("sales"), aQueue("support")], true);

  it("are the whole, each queue, and the agents where they are told", () => {
    expect(boards).toEqual([
      { kind: "overview" },
      { kind: "queue", queueId: "sales" },
      { kind: "queue", queueId: "support" },
      { kind: "agents" },
    ]);
    expect(boardsOf([aQueue("sales")], false)).toEqual([{ kind: "overview" }]);
  });

  it("come in turn, both ways, whatever has gone meanwhile", () => {
    expect([0, 1, 4, -1].map((turns) => boardAt(boards, turns))).toEqual([boards[0], boards[1], boards[0], boards[3]]);
    expect(boardAt(boardsOf([], false), 7)).toEqual({ kind: "overview" });
  });
});

describe("a wall's page", () => {
  it("is loaded anew for another build, not for the first that it hears of", () => {
    expect([isOutdated("", "2"), isOutdated("2", ""), isOutdated("2", "2"), isOutdated("1", "2")]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("is told by its address how it looks, and by what stands behind the # who it is", () => {
    expect(wishesOf({ search: "?language=zh&theme=dark&every=30", hash: "#a%2Fb" })).toEqual({
      token: "a/b",
      language: "zh",
      theme: "dark",
      everyS: 30,
    });
    expect(wishesOf({ search: "?every=7&theme=pink", hash: "" })).toEqual({
      token: "",
      language: null,
      theme: null,
      everyS: null,
    });
  });
});
