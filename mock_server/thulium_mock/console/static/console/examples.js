// Requests to try: they go to the vendor's API of this space as any client's would.

import { base } from "./api.js";
import { state } from "./state.js";

const QUEUE = 3;

/** The examples by name: query, and what differs in the headers. */
const EXAMPLES = {
  known: { query: { client_id: "1234" } },
  stranger: { query: { client_name: "Ewa", client_surname: "Zielińska", client_email: "ewa@example.org" } },
  invalid: { query: { client_email: "not an address", customer_id: "abc" } },
  unknown: { queue: 999, query: {} },
  anonymous: { query: {}, credentials: false },
};

export const names = Object.keys(EXAMPLES);

/** Send an example; what comes of it is seen in the list. */
export function sendExample(name, language) {
  const { queue, query, credentials } = EXAMPLES[name];
  return sendQuery(queue ? { chat_queue_id: queue, ...query } : query, language, credentials);
}

/** Send a request with the parameters of `query`, to a queue that exists unless it says otherwise. */
export async function sendQuery(query, language, credentials = true) {
  const { users = [], queues = [] } = state.fixtures ?? {};
  const user = users.find((each) => each.methods.includes("*")) ?? users[0];
  const ids = queues.map((each) => each.id);
  const parameters = new URLSearchParams({ chat_queue_id: ids.includes(QUEUE) ? QUEUE : (ids[0] ?? QUEUE), ...query });
  const headers = { "Accept-Language": language };
  if (credentials && user) headers.Authorization = `Basic ${base64(`${user.name}:${user.password}`)}`;
  try {
    await fetch(`${base}/chat_conversations/start?${parameters}`, { method: "POST", headers, credentials: "omit" });
  } catch {
    // A fault may have cut the connection, which the list shows.
  }
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
