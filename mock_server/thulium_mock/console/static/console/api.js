// The control API of this page's own origin, in the space that the address names.

import { language } from "./i18n.js";
import { thisTab } from "./storage.js";

/** Path of the mock in its origin, empty or without a slash at the end: a proxy may have it below a prefix. */
export const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

export const space = new URLSearchParams(location.search).get("space") || "default";

/** What stands before each path of this space, on the vendor's side and after `/_mock`. */
export const prefix = space === "default" ? "" : `/spaces/${encodeURIComponent(space)}`;

/** Where the vendor's API of this space is. */
export const base = `${root}${prefix}/api`;

/** An answer other than success: `errors` are those of the envelope. */
export class Refused extends Error {
  constructor(status, errors) {
    super(errors.map((error) => error.message).join(" ") || `HTTP ${status}`);
    this.status = status;
    this.errors = errors;
  }
}

let token = takeToken();
let asking = null;
let askForToken = () => new Promise(() => {});
let silent = false;

/** Take the token from the address, where the banner's link has it, and leave no trace of it there. */
function takeToken() {
  const match = /^#token=(.+)$/.exec(location.hash);
  if (!match) return thisTab.get("token");
  history.replaceState(null, "", location.pathname + location.search);
  const given = decodeURIComponent(match[1]);
  thisTab.set("token", given);
  return given;
}

/** Say how the person is asked for the token: `ask(wrong)` returns a promise of it. */
export function onTokenNeeded(ask) {
  askForToken = ask;
}

/** Ask nothing more of this space: it was removed, and a request would make it anew, also one that was due before. */
export function fallSilent() {
  silent = true;
}

/** Send a request to the control API. It is sent again once a missing token is there. */
export async function send(method, path, { body, signal, spaceless = false } = {}) {
  if (silent && !spaceless) throw new TypeError("the space was removed");
  for (;;) {
    const used = token;
    const headers = { "Accept-Language": language };
    if (used) headers.Authorization = `Bearer ${used}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(`${root}/_mock${spaceless ? "" : prefix}${path}`, {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
    });
    if (response.status !== 401) return response;
    if (token === used) {
      asking ??= askForToken(Boolean(used)).then((given) => {
        token = given;
        thisTab.set("token", given);
        asking = null;
      });
      await asking;
    }
  }
}

/** Send a request and return the JSON of its answer, or null if there is none; raises `Refused`. */
export async function call(method, path, options) {
  const response = await send(method, path, options);
  const text = await response.text();
  let value = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    if (response.ok) throw new Refused(response.status, []);
  }
  if (!response.ok) throw new Refused(response.status, value?.errors ?? []);
  return value;
}

export const get = (path, options) => call("GET", path, options);
export const put = (path, body) => call("PUT", path, { body });
export const post = (path, body) => call("POST", path, { body });
export const remove = (path, options) => call("DELETE", path, options);
