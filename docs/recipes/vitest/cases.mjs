// The same tests in each environment, each test in a space of its own, all at the same time.
import { describe, expect, test } from "vitest";
import { Mock } from "../mock.mjs";
import { startConversation } from "../start.mjs";

/** Run `body` with a mock that no other test sees. */
const withMock = (body) => async () => {
  const mock = new Mock();
  try {
    await body(mock, (parameters, options) => startConversation(mock.baseUrl, parameters, { authorization: mock.authorization, ...options }));
  } finally {
    await mock.remove();
  }
};

export const cases = () =>
  describe.concurrent("the application", () => {
    test("starts a conversation", withMock(async (mock, start) => {
      expect(await start({ chat_queue_id: 3, client_id: "1234" })).toMatch(/^[0-9a-f-]{36}$/);
      await mock.verify({ status: 200, query: { client_id: "1234" } }, { exactly: 1 });
    }));

    test("says what is wrong", withMock(async (mock, start) => {
      await mock.fault({ answer: { code: 503 }, times: 1 });
      await expect(start({ chat_queue_id: 3 })).rejects.toThrow("The service is not available");
      expect(await start({ chat_queue_id: 3 })).toBeTruthy();
      await mock.verify({ query: { chat_queue_id: 3 } }, { exactly: 2 });
    }));

    test("gives up when it is told to", withMock(async (mock, start) => {
      const controller = new AbortController();
      await mock.fault({ delay: { milliseconds: 60_000 } });
      const given = expect(start({ chat_queue_id: 3 }, { signal: controller.signal })).rejects.toThrow();
      await mock.verify({ state: "pending" });
      controller.abort();
      await given;
      await mock.verify({ state: "given_up" }, { exactly: 1 });
    }));
  });
