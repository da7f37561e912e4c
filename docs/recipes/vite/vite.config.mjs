// The development server hands requests to the API on to the mock, with the credentials, which the page does not have.
import { defineConfig } from "vite";

const target = process.env.THULIUM_MOCK_URL ?? "http://127.0.0.1:4010";
const proxied = { target, auth: "api_user:api_pass" };

export default defineConfig({
  root: import.meta.dirname,
  server: { proxy: { "/api": proxied, "/spaces": proxied } },
});
