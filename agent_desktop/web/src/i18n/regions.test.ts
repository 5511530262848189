import { describe, expect, it } from "vitest";
import { speechIn } from "./language";

const english = speechIn("en");
const chinese = speechIn("zh");

describe("the name of a country", () => {
  it.each([
    ["united_kingdom", "United Kingdom", "英国"],
    ["germany", "Germany", "德国"],
    ["saint_lucia", "St. Lucia", "圣卢西亚"],
    ["aland_islands", "Åland Islands", "奥兰群岛"],
    ["trinidad_and_tobago", "Trinidad & Tobago", "特立尼达和多巴哥"],
  ])("is the reader's for %s", (word, en, zh) => {
    expect([english.countryName(word), chinese.countryName(word)]).toEqual([en, zh]);
  });

  it.each(["macao", "turkey", "the_democratic_republic_of_congo"])("is known by the server's word for %s too", (word) => {
    expect(chinese.countryName(word)).toMatch(/\p{Script=Han}/u);
  });

  it.each(["guangdong", "unknown", "", "zz"])("is none for %j", (word) => {
    expect(english.countryName(word)).toBeNull();
  });
});
