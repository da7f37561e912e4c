import { expect, test } from "@playwright/test";
import { Mock } from "../mock.mjs";

const mock = new Mock("playwright");

test.beforeEach(() => mock.reset());

test("a click starts a conversation", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText(/^[0-9a-f-]{36}$/);
  await mock.verify({ status: 200, query: { chat_queue_id: 3 } }, { exactly: 1 });
});

test("an outage is shown", async ({ page }) => {
  await mock.fault({ answer: { code: 503 } });
  await page.goto("/");
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toContainText("The service is not available");
});
