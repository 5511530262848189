// Builds the pages, in two builds: those of agents and callers, and (--mode supervisor) those of who watches over the
// center, so that what the latter need never makes the former larger. Everything is an external file, so that the
// server's strict content policy (no inline script, no inline style, no data: address) holds.
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// `npm run dev` talks to a center that runs already; a build never contains this address.
const engine = "http://127.0.0.1:8000";

/** React Aria brings its few words in more than thirty languages; the pages speak two of them. */
const ourLanguages: Plugin = {
  name: "our-languages",
  enforce: "pre",
  load(id) {
    const language = /\/intl\/(?:.+\/)?([a-z]{2}-[A-Z]{2})\.mjs$/.exec(id)?.[1];
    if (language === undefined || language === "en-US" || language === "zh-CN") return null;
    return "export default {};";
  },
};

const BUILDS = {
  desktop: { assetsDir: "assets", emptyOutDir: true, pages: ["index.html", "phone.html"] },
  // Within /assets, which the engine serves; what the first build has made stays.
  supervisor: { assetsDir: "assets/supervisor", emptyOutDir: false, pages: ["supervisor.html", "wall.html"] },
};

export default defineConfig(({ mode }) => {
  const { assetsDir, emptyOutDir, pages } = BUILDS[mode === "supervisor" ? "supervisor" : "desktop"];
  return {
    plugins: [ourLanguages, react()],
    build: {
      assetsDir,
      emptyOutDir,
      target: "es2023",
      // Since 2024 browsers know `light-dark()`; without this it would be rewritten into something much longer.
      cssTarget: ["chrome123", "firefox120", "safari17.5"],
      assetsInlineLimit: 0,
      // A part that could not be loaded is asked for again, but Vite never asks again for its style: 3 kB spare us that.
      cssCodeSplit: false,
      rolldownOptions: { input: pages },
    },
    server: {
      proxy: {
        "/api": engine,
        "/prompts": engine,
        "/ws": { target: engine, ws: true },
      },
    },
    test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
  };
});
