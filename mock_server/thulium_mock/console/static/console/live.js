// Following the journal: the newest page first, then the stream of events, and polling where events do not get through.
// All tabs of a space share one stream, which the holder of a lock reads and passes on: a browser has six connections to
// an origin, and the app's own requests need some of them.

import { Refused, get, prefix, root, send, space } from "./api.js";

const PAGE = 200;
const POLL = 1_000;
/** After so many milliseconds without a byte, not even a heartbeat, a stream counts as broken. */
const SILENCE = 60_000;
const FAILURES = 3;
/** So many streams the tabs of all spaces may have. */
const STREAMS = 3;
const STREAM = `thulium-mock-stream ${root}${prefix}`;
/** Browsers have locks only on this machine and over HTTPS; elsewhere a tab has a stream of its own while it is seen. */
const { locks } = navigator;

/** Tell whether an error is one of the network or the mock, and not the page's own. */
const isTrouble = (error) => error instanceof TypeError || error instanceof Refused || error.name === "AbortError";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const idle = () => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve));

/** Tell whether the mock has the space of this page, without making it. */
async function isThere() {
  const { result } = await get("/spaces", { spaceless: true });
  return result.some(({ name }) => name === space);
}

export class Live {
  #newest = null;
  /** The numbers of requests that were told without an answer. */
  #pending = new Set();
  #life = 0;
  #streams = true;
  #over = false;
  #state = "";
  #relay = new BroadcastChannel(STREAM);
  /** What this tab does with what others pass on: `keep` it while it catches up, `hear` it, or `ignore` it. */
  #others = "ignore";
  #kept = [];
  #reading = null;
  #endTurn = () => {};

  /**
   * `on` is told what happens: `requests(list)` that are newer than all others, or are over since they were told, the
   * oldest first; `older(list)`; `restart()` when all that was told is void; `state(what)` when something else changed; `link(state)`, one of
   * `live`, `polling`, `gone` and `removed`, which is the last.
   */
  constructor(on) {
    this.on = on;
    this.#relay.addEventListener("message", ({ data }) => this.#receive(data));
    if (!locks) document.addEventListener("visibilitychange", () => document.hidden && this.#reading?.abort());
    // A page that is left may be kept for a while to be shown again; until then others read the stream.
    addEventListener("pagehide", () => this.#end());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
  }

  /** Follow for as long as the page is open and the space is there. */
  async run() {
    for (let broken = 0, gone = 0; ; ) {
      try {
        await this.#catchUp();
        // While the mock was away, anything may have changed.
        if (this.#state === "gone") this.on.state("all");
        gone = 0;
        if (this.#streams && (locks || !document.hidden)) {
          broken = (await this.#stream()) ? 0 : broken + 1;
          this.#streams = broken < FAILURES;
        } else {
          this.#link("polling");
          this.on.state("poll");
          await pause(POLL);
          if (!(await isThere())) this.#remove();
        }
        // Whatever was asked of the space now would make it anew.
        if (this.#over) return;
      } catch (error) {
        if (!isTrouble(error)) throw error;
        gone += 1;
        // What did not get through may do so with the next one.
        this.#streams = true;
        if (gone > 1) this.#link("gone");
        await pause(Math.min(2_000, 100 * 2 ** gone));
      }
    }
  }

  #link(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.on.link(state);
  }

  /** Fetch what is newer than the newest known request, and what is pending, or the newest page if none is known. */
  async #catchUp() {
    const found = [];
    this.#others = "keep";
    this.#kept = [];
    for (let offset = 0; ; offset += PAGE) {
      const { result } = await get(`/requests?limit=${PAGE}&offset=${offset}`);
      if (offset === 0 && this.#isAnother(result)) this.#restart();
      found.push(...result);
      if (!this.#newest || result.length < PAGE || result.at(-1).number <= this.#known + 1) break;
    }
    const first = this.#newest === null;
    this.#tell(found.reverse().filter((request) => this.#isNews(request)));
    this.#others = "hear";
    for (const parts of this.#kept) this.#hear(parts);
    if (first && found.length === PAGE) this.#fetchOlder(this.#life);
  }

  /** Tell whether the mock's newest requests are those of another journal than before: it was emptied or restarted. */
  #isAnother(page) {
    if (!this.#newest) return false;
    const { number, started } = this.#newest;
    if ((page[0]?.number ?? 0) < number) return true;
    const same = page.find((request) => request.number === number);
    return same !== undefined && same.started !== started;
  }

  #remove() {
    this.#link("removed");
    this.#end();
  }

  #end() {
    this.#over = true;
    this.#reading?.abort();
    this.#endTurn();
  }

  #restart() {
    this.#newest = null;
    this.#pending.clear();
    this.#life += 1;
    this.on.restart();
  }

  #tell(requests) {
    if (requests.length) this.on.requests(requests);
  }

  /** The number up to which all requests are known and over. */
  get #known() {
    return this.#pending.size ? Math.min(...this.#pending) - 1 : (this.#newest?.number ?? 0);
  }

  /** Note a request, and tell whether it is new, or over since it was told. */
  #isNews(request) {
    const { number } = request;
    const isNew = number > (this.#newest?.number ?? 0);
    const wasPending = this.#pending.delete(number);
    if (isNew) this.#newest = request;
    if (request.state !== "pending") return isNew || wasPending;
    if (isNew || wasPending) this.#pending.add(number);
    return isNew;
  }

  /** Tell whether counting began anew: a later request has a lower number. */
  #isAfterRestart({ number, started }) {
    return this.#newest !== null && number <= this.#newest.number && started > this.#newest.started;
  }

  /** Fetch the rest of the journal page by page, whenever the page has nothing better to do. */
  async #fetchOlder(life) {
    try {
      for (let wanted = true, offset = PAGE; wanted && life === this.#life; offset += PAGE) {
        await idle();
        const { result } = await get(`/requests?limit=${PAGE}&offset=${offset}`);
        if (life === this.#life) wanted = this.on.older(result.reverse()) && result.length === PAGE;
      }
    } catch (error) {
      // The mock is gone; the requests that are missing are the oldest ones.
      if (!isTrouble(error)) throw error;
    }
  }

  /** Follow the stream that all tabs share until another one begins, or read it until it ends; tell whether anything came. */
  #stream() {
    if (!locks) return this.#read();
    const turn = new AbortController();
    return new Promise((resolve, reject) => {
      this.#endTurn = () => {
        turn.abort();
        resolve(true);
      };
      this.#relay.postMessage("asked");
      locks.request(STREAM, { signal: turn.signal }, () => this.#readIfAllowed()).then(resolve, (error) => {
        if (error.name !== "AbortError") reject(error);
      });
    });
  }

  /** Read the stream if the tabs of other spaces leave one. */
  async #readIfAllowed() {
    for (let place = 0; place < STREAMS; place += 1) {
      const came = await locks.request(`thulium-mock-streams ${place}`, { ifAvailable: true }, (lock) => lock && this.#read());
      if (came !== null) return came;
    }
    return false;
  }

  /** Take what another tab says: parts of the stream, that it `began` or `goes on`, or that it `asked` which of both. */
  #receive(said) {
    if (Array.isArray(said)) {
      if (this.#others === "keep") this.#kept.push(said);
      else if (this.#others === "hear") this.#hear(said);
    } else if (said === "asked") {
      if (this.#others === "ignore" && this.#state === "live") this.#relay.postMessage("goes on");
    } else if (this.#others === "hear") {
      this.#link("live");
      // Between two streams something may have been missed.
      if (said === "began") this.#endTurn();
    }
  }

  /** Read one stream until it ends, pass it on, and tell whether anything came. */
  async #read() {
    let came = false;
    this.#others = "ignore";
    const abort = (this.#reading = new AbortController());
    let timer = setTimeout(() => abort.abort(), SILENCE);
    try {
      const response = await send("GET", `/stream?after=${this.#known}`, { signal: abort.signal });
      if (!response.ok || !response.body || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
        await response.body?.cancel();
        return false;
      }
      this.#link("live");
      this.#relay.postMessage("began");
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return came;
        came = true;
        clearTimeout(timer);
        timer = setTimeout(() => abort.abort(), SILENCE);
        const parts = (text + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
        text = parts.pop();
        this.#relay.postMessage(parts);
        this.#hear(parts);
      }
    } catch (error) {
      // Whether it is the stream alone or the whole mock shows at the next request.
      if (!isTrouble(error)) throw error;
      return came;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Take parts of the stream, some of which may be known already. */
  #hear(parts) {
    let requests = [];
    for (const part of parts) {
      const { event, data } = parse(part);
      if (!data) continue;
      const value = JSON.parse(data);
      if (event === "request") {
        if (this.#isAfterRestart(value)) {
          requests = [];
          this.#restart();
        }
        if (this.#isNews(value)) requests.push(value);
      } else if (event === "state") {
        this.#tell(requests);
        requests = [];
        if (value.what === "removed") {
          this.#remove();
          return;
        }
        if (EMPTIED.has(value.what)) this.#restart();
        this.on.state(value.what);
      }
    }
    this.#tell(requests);
  }
}

const EMPTIED = new Set(["reset", "requests"]);

/** Read one server-sent event. */
function parse(part) {
  const fields = { event: "message", data: "" };
  for (const line of part.split(/\r?\n/)) {
    const match = /^(event|data): ?(.*)$/.exec(line);
    if (match?.[1] === "data") fields.data += match[2];
    else if (match) fields.event = match[2];
  }
  return fields;
}
