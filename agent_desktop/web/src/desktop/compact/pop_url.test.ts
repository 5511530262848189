import { describe, expect, it } from "vitest";
import { anInteraction } from "../../testing/views";
import { popUrl, popValues } from "./pop_url";

const values = popValues(anInteraction(), "alice");

describe("the address of a page in the CRM", () => {
  it("takes the contact's values, percent-encoded", () => {
    expect(popUrl("https://crm.example.com/?phone={number}&id={contact_id}&by={agent_id}", values)).toBe(
      "https://crm.example.com/?phone=%2B15550100&id=c-1&by=alice",
    );
    expect(popUrl("https://crm.example.com/c/{customer_number}#{queue_id}", values)).toBe(
      "https://crm.example.com/c/123#support",
    );
    expect(popUrl("https://crm.example.com/{unheard_of}", values)).toBe("https://crm.example.com/");
    expect(popUrl("http://localhost:8080/?phone={number}", values)).toBe("http://localhost:8080/?phone=%2B15550100");
    expect(popUrl("http://127.0.0.1/{queue_id}", values)).toBe("http://127.0.0.1/support");
  });

  it.each([
    "http://crm.example.com/{number}",
    "http://localhost.example.com/{number}",
    "http://localhost{number}/",
    "http://127.0.0.1:80{number}/",
    "javascript:alert(1)//{number}",
    "https://{name}.example.com/",
    "https://crm.example.com{number}/",
    "https://a@crm.example.com/",
    "//crm.example.com/{number}",
    "",
  ])("is none for %s", (template) => expect(popUrl(template, values)).toBeNull());

  it("stays with its host whatever the caller is called", () => {
    const named = { ...values, name: "../../@evil.example/?" };
    expect(popUrl("https://crm.example.com/{name}", named)).toBe(
      "https://crm.example.com/..%2F..%2F%40evil.example%2F%3F",
    );
  });
});
