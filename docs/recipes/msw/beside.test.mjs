// @vitest-environment node
// msw answers for all other services, and lets the requests to the mock through.
import { http, HttpResponse, passthrough } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Mock, origin } from "../mock.mjs";
import { startConversation } from "../start.mjs";

const server = setupServer(
  http.all(`${origin}/*`, () => passthrough()),
  http.get("https://crm.example.org/clients/1234", () => HttpResponse.json({ email: "jan.kowalski@example.org" })),
);
const mock = new Mock();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => mock.reset());
afterAll(async () => {
  await mock.remove();
  server.close();
});

test("a client of another service starts a conversation", async () => {
  const { email } = await (await fetch("https://crm.example.org/clients/1234")).json();
  await startConversation(mock.baseUrl, { chat_queue_id: 3, client_email: email }, { authorization: mock.authorization });
  await mock.verify({ status: 200, query: { client_email: "jan.kowalski@example.org" } });
});
