import { describe, expect, it } from "vitest";
import { speechIn } from "../../i18n/language";
import { codeWord } from "./code_words";

const en = speechIn("en");
const zh = speechIn("zh");
const WORDS = {
  main_menu: { en: "Main menu", zh: "主菜单" },
  message: { en: "Message", zh: "留言" },
  "account.message": { en: "Message about the account", zh: "账户留言" },
  open: { en: "Open account", zh: "开户" },
};

describe("the words of a code", () => {
  it("are those of the center's text, in the language of the page", () => {
    expect([codeWord("main_menu", WORDS, en), codeWord("main_menu", WORDS, zh)]).toEqual(["Main menu", "主菜单"]);
  });

  it("are those of a node's last part, unless the whole node has its own", () => {
    expect(codeWord("closed.message", WORDS, zh)).toBe("留言");
    expect(codeWord("account.message", WORDS, zh)).toBe("账户留言");
  });

  it("are the product's own where the center's text has none", () => {
    expect(codeWord("timeout", WORDS, zh)).toBe("超时未答");
    expect(codeWord("rated_5", WORDS, zh)).toBe("评分 5");
    expect(codeWord("guangdong", WORDS, zh)).toBe("广东");
    expect(codeWord("germany", WORDS, zh)).toBe("德国");
  });

  it("are the center's where both have some", () => {
    expect(codeWord("open", WORDS, zh)).toBe("开户");
  });

  it("are the code, readable, where nobody has any", () => {
    expect(codeWord("find_customer", WORDS, zh)).toBe("Find customer");
    expect(codeWord("constructor", WORDS, en)).toBe("Constructor");
    expect(codeWord("", WORDS, en)).toBe("");
  });
});
