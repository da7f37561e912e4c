import { defineConfig } from "@playwright/test";

const url = `http://127.0.0.1:${process.env.VITE_PORT ?? 5173}`;

export default defineConfig({
  timeout: 120_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: url,
    // A browser of the system in place of one that Playwright downloads.
    launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] },
  },
  webServer: {
    command: `vite --config ../vite/vite.config.mjs --host 127.0.0.1 --port ${new URL(url).port} --strictPort`,
    env: { VITE_THULIUM_BASE_URL: "/spaces/playwright/api" },
    url,
  },
});
