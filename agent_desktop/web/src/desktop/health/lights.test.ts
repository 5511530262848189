import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Button } from "../../controls/button";
import { Light } from "../../controls/light";
import { en } from "../../i18n/en";
import type { LinkState } from "../../protocol/socket";
import { PHONE_ICONS } from "../phone/phone_panel";
import { ConnectionLight } from "./health";

const LINKS: readonly LinkState[] = [{ phase: "online" }, { phase: "connecting" }, { phase: "reconnecting", attempt: 1 }];

const shapeIn = (html: string) => /<path[^>]* d="([^"]+)"/.exec(html)?.[1];
const connection = (link: LinkState) => renderToStaticMarkup(createElement(ConnectionLight, { link }));

describe("a light of the header", () => {
  it("has its word for screen readers and in the tooltip, also where only its picture is seen", () => {
    const html = connection({ phase: "online" });
    expect(html).toContain(`title="${en.link_online}"`);
    expect(html).toContain(`>${en.link_online}</span>`);
  });

  it("tells more in its tooltip after its word", () => {
    const light = { tone: "good", icon: "phone", word: "Phone ready", testId: "phone", state: "phone_ready" } as const;
    const html = renderToStaticMarkup(createElement(Light, { ...light, details: ["sip: Not reachable"] }));
    expect(html).toContain('title="Phone ready\nsip: Not reachable"');
  });

  it("never tells by its colour alone: how the connection is shows in the picture's shape", () => {
    expect(new Set(LINKS.map((link) => shapeIn(connection(link)))).size).toBe(LINKS.length);
  });

  it("shows a phone that works in no picture of one that does not", () => {
    const { phone_not_ready, phone_no_phone, ...working } = PHONE_ICONS;
    const icons = Object.values(working);
    expect(new Set([...icons, phone_not_ready]).size).toBe(icons.length + 1);
    expect(phone_no_phone).toBe(phone_not_ready);
  });
});

describe("a button that is only a picture where there is little room", () => {
  it("keeps its words as its name and its tooltip", () => {
    const html = renderToStaticMarkup(
      createElement(Button, { icon: "add", isIconOnly: "when_narrow", children: en.entered_open }),
    );
    expect(html).toContain(`<span class="words">${en.entered_open}</span>`);
    expect(html).toContain(`title="${en.entered_open}"`);
  });
});
