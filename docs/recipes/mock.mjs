// The mock, as tests in JavaScript use it. Copy it beside your tests.
// Node.js asks the control API, over `node:http`: from a page, or with the `fetch` of a simulated page, the mock refuses it.
import { randomUUID } from "node:crypto";
import { request } from "node:http";

export const origin = process.env.THULIUM_MOCK_URL ?? "http://127.0.0.1:4010";

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request(origin + path, { method, agent: false }, async (answer) => {
      let text = "";
      for await (const piece of answer.setEncoding("utf8")) text += piece;
      if (answer.statusCode < 400) resolve(text && JSON.parse(text));
      else reject(new Error(`${method} ${path} was answered ${answer.statusCode}: ${text}`));
    });
    asked.on("error", reject);
    asked.end(body && JSON.stringify(body));
  });
}

/** The mock in a space of its own, so that tests may run at the same time. */
export class Mock {
  constructor(space = `test-${randomUUID()}`) {
    this.space = space;
    this.baseUrl = `${origin}/spaces/${space}/api`;
    this.authorization = `Basic ${btoa("api_user:api_pass")}`;
  }

  #ask(method, path, body) {
    return ask(method, `/_mock/spaces/${this.space}${path}`, body);
  }

  /** Forget conversations, requests and faults. */
  reset() {
    return this.#ask("POST", "/reset");
  }

  /** Remove the space; the mock has room for 200. */
  remove() {
    return ask("DELETE", `/_mock/spaces/${this.space}`);
  }

  /** Let something go wrong, such as `{ answer: { code: 503 }, times: 1 }`. */
  fault(fault) {
    return this.#ask("POST", "/faults", fault);
  }

  /** Assert that requests came, such as `{ status: 200, query: { chat_queue_id: 3 } }`; waits for them some seconds. */
  async verify(matcher, { timeout = 10, ...count } = {}) {
    const expected = { matcher, timeout, ...(Object.keys(count).length && { count }) };
    const { verified, explanation, nearest } = await this.#ask("POST", "/requests/verify", expected);
    if (!verified) throw new Error(`${explanation.en}\n${JSON.stringify(nearest, null, 2)}`);
  }
}
