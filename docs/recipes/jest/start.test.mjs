import { Mock } from "../mock.mjs";
import { startConversation } from "../start.mjs";

const mock = new Mock();

afterEach(() => mock.reset());
afterAll(() => mock.remove());

test("a form starts a conversation", async () => {
  document.body.innerHTML = '<input name="client_email" value="jan.kowalski@example.org">';
  const { name, value } = document.querySelector("input");
  expect(await startConversation(mock.baseUrl, { chat_queue_id: 3, [name]: value }, { authorization: mock.authorization })).toHaveLength(36);
  await mock.verify({ status: 200, customer_id: 1 });
});

test("the page can ask by itself, as a page of any origin may", async () => {
  const request = new XMLHttpRequest();
  request.open("POST", `${mock.baseUrl}/chat_conversations/start?chat_queue_id=999999`);
  request.setRequestHeader("Authorization", mock.authorization);
  await new Promise((resolve) => {
    request.onloadend = resolve;
    request.send();
  });
  expect(JSON.parse(request.responseText).errors[0].code).toBe(404002);
  await mock.verify({ status: 404 }, { exactly: 1 });
});
