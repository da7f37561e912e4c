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

/** Start a conversation with the parameters of `query`, in a queue that exists unless it says otherwise. */
export async function sendQuery(query, language, credentials = true) {
  const ids = (state.fixtures?.queues ?? []).map((each) => each.id);
  const parameters = new URLSearchParams({ chat_queue_id: ids.includes(QUEUE) ? QUEUE : (ids[0] ?? QUEUE), ...query });
  await toVendor(`/chat_conversations/start?${parameters}`, { language, credentials });
}

/** POST something to the vendor's API, and return the answer; undefined if there is none, as under a fault. */
export async function toVendor(path, { language, credentials = true, body }) {
  const { users = [] } = state.fixtures ?? {};
  const user = users.find((each) => each.methods.includes("*")) ?? users[0];
  const headers = { "Accept-Language": language, ...(body ? { "Content-Type": "application/json" } : {}) };
  if (credentials && user) headers.Authorization = `Basic ${base64(`${user.name}:${user.password}`)}`;
  try {
    return await fetch(`${base}${path}`, { method: "POST", headers, body: body && JSON.stringify(body), credentials: "omit" });
  } catch {
    // A fault may have cut the connection, which the list shows.
    return undefined;
  }
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
