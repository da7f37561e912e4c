// The requests that the page knows: the newest ten thousand, each cut down to what the list shows.

import { prefix } from "./api.js";

export const KEPT = 10_000;

/** Cut a request of the control API down to a row; all the rest is asked for when somebody looks at it. */
function toRow(request) {
  const cut = request.url.indexOf("?");
  const [error] = request.errors;
  const { customer } = request;
  const row = {
    number: request.number,
    started: request.started,
    duration: request.duration_ms,
    state: request.state,
    method: request.method,
    // The page is about one space, whose name need not stand in each row.
    path: request.path.startsWith(`${prefix}/`) ? request.path.slice(prefix.length) : request.path,
    query: [...Object.entries(request.query).flatMap(([name, values]) => values.map((value) => [name, value])), ...fields(request.body)],
    hasQuery: cut >= 0,
    status: request.status,
    reason: error?.message ?? "",
    code: error?.code ?? "",
    more: Math.max(0, request.errors.length - 1),
    customer: customer && [[customer.name, customer.surname].filter(Boolean).join(" "), customer.id, customer.matched_by],
    conversation: request.conversation_id,
    faults: request.faults,
  };
  // What the filter looks through.
  row.text = [
    row.method, row.path, ...row.query.map((pair) => pair.join("=")), row.status ?? "", row.reason, row.code,
    row.customer?.[0] ?? "", row.conversation ?? "", ...row.faults,
  ].join(" ").toLowerCase();
  return row;
}

/** Names and values of a JSON body, which are worth as much as parameters. */
function fields(body) {
  try {
    const value = body && JSON.parse(body);
    return Object.entries(Array.isArray(value) ? {} : value || {}).map(([name, each]) => [name, typeof each === "string" ? each : JSON.stringify(each)]);
  } catch {
    return [];
  }
}

/** Tell whether a request started a conversation: the others match no customer. */
export const starts = ({ path }) => path.endsWith("/start");

/** The class of a request: `2` to `5` by the first digit of its status, `0` without an answer, or `pending`. */
export function statusClass({ state, status }) {
  if (state === "pending") return state;
  return state === "given_up" || !status ? "0" : String(status)[0];
}

/** The status in a word or two. */
export const statusText = ({ state, status }) => String(status ?? (state === "pending" ? "…" : "—"));

/** Rows by number, the oldest first. */
export class Journal {
  rows = [];

  get newest() {
    return this.rows.at(-1);
  }

  get oldest() {
    return this.rows[0];
  }

  /** Add requests that are newer than all others, the oldest first, or replace those that were pending. */
  add(requests) {
    for (const request of requests) {
      if (request.number > (this.newest?.number ?? 0)) this.rows.push(toRow(request));
      else {
        const index = this.rows.findLastIndex(({ number }) => number === request.number);
        if (index >= 0) this.rows[index] = toRow(request);
      }
    }
    if (this.rows.length > KEPT) this.rows.splice(0, this.rows.length - KEPT);
  }

  /** Add requests that are older than all others, the oldest first. */
  addOlder(requests) {
    const room = Math.max(0, KEPT - this.rows.length);
    this.rows = [...requests.slice(-room || requests.length).map(toRow), ...this.rows];
  }

  clear() {
    this.rows = [];
  }
}

/** What the filter box and the status buttons let through. */
export class Filter {
  #words = [];
  #text = "";
  classes = new Set();

  get text() {
    return this.#text;
  }

  set text(text) {
    this.#text = text;
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
  }

  get empty() {
    return this.#words.length === 0 && this.classes.size === 0;
  }

  accepts(row) {
    // What is pending has no answer either.
    if (this.classes.size && !this.classes.has(statusClass(row).replace("pending", "0"))) return false;
    return this.#words.every((word) => row.text.includes(word));
  }
}
