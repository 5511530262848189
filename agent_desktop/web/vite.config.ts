// Builds the two pages. Everything is an external file, so that the server's strict content policy
// (no inline script, no inline style, no data: address) holds.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` talks to a center that runs already; a build never contains this address.
const engine = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "phone.html"] },
  },
  server: {
    proxy: {
      "/api": engine,
      "/prompts": engine,
      "/ws": { target: engine, ws: true },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
