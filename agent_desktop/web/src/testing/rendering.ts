/**
 * A place to render components in that show nothing, for tests of when they are rendered again. Owns as much of a
 * document as React asks for; what a component shows is tested as text (`renderToStaticMarkup`) or in a real browser.
 */
import { act, type ReactNode } from "react";

export interface Rendering {
  /** Lets something happen and React act on it. */
  during(happening: () => void): Promise<void>;
  end(): Promise<void>;
}

/** Renders it for as long as the test wants. */
export async function rendered(part: ReactNode): Promise<Rendering> {
  const page = globalThis as Record<string, unknown>;
  page["window"] ??= globalThis;
  page["HTMLIFrameElement"] ??= class {};
  page["IS_REACT_ACT_ENVIRONMENT"] = true;
  const { createRoot } = await import("react-dom/client");
  const root = createRoot(emptyPlace());
  await act(async () => root.render(part));
  return {
    during: (happening) => act(async () => happening()),
    end: () => act(async () => root.unmount()),
  };
}

function emptyPlace(): Element {
  const heard = { addEventListener() {}, removeEventListener() {} };
  const document = { ...heard, nodeType: 9, activeElement: null, defaultView: globalThis };
  const place = { ...heard, nodeType: 1, nodeName: "DIV", tagName: "DIV", ownerDocument: document, textContent: "" };
  return place as unknown as Element;
}
