// The pane with everything about one request.

import { Refused, get } from "./api.js";
import { copy } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { dateAndTime, duration, jsonBlock } from "./format.js";
import { statusClass, statusText } from "./journal.js";
import { t } from "./i18n.js";

export class Detail {
  #number = null;
  #request = null;

  /** `closed()` is called when somebody closes the pane. */
  constructor(element, closed) {
    this.element = element;
    this.closed = closed;
  }

  get open() {
    return !this.element.hidden;
  }

  /** Show a request of the journal. */
  async show(number) {
    this.#number = number;
    this.element.hidden = false;
    try {
      const request = await get(`/requests/${number}`);
      // Somebody may have moved on in the meantime.
      if (this.#number !== number) return;
      this.#request = request;
      this.draw();
    } catch (error) {
      if (this.#number !== number) return;
      this.#request = null;
      const known = error instanceof Refused && error.status === 404;
      this.element.replaceChildren(this.#bar(`#${number}`), h("p", { class: "note" }, known ? t("detail.gone") : error.message));
    }
  }

  close() {
    this.#number = null;
    this.#request = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** Draw it again, in the language of now. */
  draw() {
    const request = this.#request;
    if (!request) return;
    const top = this.element.scrollTop;
    const heading = h(
      "h2", {},
      h("span", { class: "badge", data: { class: statusClass(request) } }, statusText(request)),
      h("span", {}, `${request.method} ${request.path}`),
    );
    this.element.dataset.class = statusClass(request);
    this.element.replaceChildren(
      this.#bar(`#${request.number}`, request),
      heading,
      h("p", { class: "facts number" }, [dateAndTime(request.started), ...(request.duration_ms === null ? [] : [duration(request.duration_ms)])].join(" · ")),
      ...this.#why(request),
      ...this.#outcome(request),
      ...section("detail.query", pairs(Object.entries(request.query).flatMap(([name, values]) => values.map((value) => [name, value])))),
      ...section("detail.answer", request.answer ? jsonBlock(request.answer) : request.state === "answered" && h("p", { class: "note" }, t("detail.answer.empty"))),
      ...section("detail.answer.headers", pairs(Object.entries(request.answer_headers))),
      ...section("detail.headers", pairs(Object.entries(request.headers)), t("detail.headers.note")),
      ...section("detail.curl", h("pre", { class: "block", tabindex: "0", id: "curl" }, request.curl)),
    );
    this.element.scrollTop = top;
  }

  #bar(title, request) {
    return h(
      "div", { class: "bar" },
      h("span", { class: "number title" }, title),
      h("span", { class: "gap" }),
      request && h("button", { type: "button", id: "copy-curl", onclick: () => copy(request.curl, t("curl.copied")) }, icon("copy"), t("curl.copy")),
      h("button", { type: "button", class: "quiet", id: "close-detail", "aria-label": t("close"), onclick: () => this.closed() }, icon("close")),
    );
  }

  #why(request) {
    const parts = [];
    if (request.faults.length) {
      parts.push(h("div", { class: "callout fault" }, h("h3", {}, t("detail.faults")), h("p", {}, request.faults.map((name) => h("span", { class: "tag fault" }, name)))));
    }
    if (request.errors.length) {
      parts.push(
        h(
          "div", { class: "callout error" },
          h("h3", {}, t(request.status >= 500 ? "detail.failed" : "detail.why")),
          h("ul", {}, request.errors.map((error) => h("li", {}, h("span", {}, error.message), " ", h("code", {}, String(error.code))))),
        ),
      );
    } else if (request.state !== "answered") parts.push(h("div", { class: "callout error" }, h("h3", {}, t(`status.${request.state}`))));
    return parts;
  }

  #outcome({ conversation_id: conversation, customer }) {
    if (!conversation) return [];
    const rows = [[t("detail.conversation"), h("button", { type: "button", class: "copyable", title: t("copy"), onclick: () => copy(conversation) }, h("code", {}, conversation), icon("copy"))]];
    rows.push([
      t("detail.customer"),
      customer
        ? h("span", {}, [customer.name, customer.surname].filter(Boolean).join(" "), ` #${customer.id} `, h("span", { class: "tag" }, t("matched.by", { parameter: customer.matched_by })))
        : h("span", { class: "nobody" }, t("customer.none")),
    ]);
    return section("detail.outcome", h("dl", { class: "pairs" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
  }
}

function section(key, content, note) {
  if (!content) return [];
  return [h("section", {}, h("h3", {}, t(key)), content, note && h("p", { class: "note" }, note))];
}

function pairs(entries) {
  if (entries.length === 0) return null;
  return h("dl", { class: "pairs code" }, entries.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
