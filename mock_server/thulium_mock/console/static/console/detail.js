// The pane with everything about one request.

import { get } from "./api.js";
import { copy } from "./clipboard.js";
import { h, icon } from "./dom.js";
import { dateAndTime, duration, jsonBlock } from "./format.js";
import { starts, statusClass, statusText } from "./journal.js";
import { number, t } from "./i18n.js";
import { Pane, facts, pairs, section } from "./pane.js";

export class Detail extends Pane {
  /** `converse(id)` shows a conversation. */
  constructor(element, closed, converse) {
    super(element, closed, "detail.gone");
    this.converse = converse;
  }

  fetch(key) {
    return get(`/requests/${key}`);
  }

  /** Draw it again, in the language of now. */
  draw() {
    const request = this.found;
    if (!request) return;
    const top = this.element.scrollTop;
    const heading = h(
      "h2", {},
      h("span", { class: "badge", data: { class: statusClass(request) } }, statusText(request)),
      h("span", {}, `${request.method} ${request.path}`),
    );
    this.element.dataset.class = statusClass(request);
    this.element.replaceChildren(
      this.bar(`#${request.number}`, h("button", { type: "button", id: "copy-curl", onclick: () => copy(request.curl, t("curl.copied")) }, icon("copy"), t("curl.copy"))),
      heading,
      h("p", { class: "facts number" }, [dateAndTime(request.started), ...(request.duration_ms === null ? [] : [duration(request.duration_ms)])].join(" · ")),
      ...this.#why(request),
      ...this.#outcome(request),
      ...section("detail.query", pairs(Object.entries(request.query).flatMap(([name, values]) => values.map((value) => [name, value])))),
      ...section("detail.body", request.body && jsonBlock(request.body), request.body_cut && t("detail.body.cut", { size: number(request.body_size) })),
      ...section("detail.answer", request.answer ? jsonBlock(request.answer) : request.state === "answered" && h("p", { class: "note" }, t("detail.answer.empty"))),
      ...section("detail.answer.headers", pairs(Object.entries(request.answer_headers))),
      ...section("detail.headers", pairs(Object.entries(request.headers)), t("detail.headers.note")),
      ...section("detail.curl", h("pre", { class: "block", tabindex: "0", id: "curl" }, request.curl)),
    );
    this.element.scrollTop = top;
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

  #outcome(request) {
    const { conversation_id: conversation, customer } = request;
    if (!conversation) return [];
    return section("detail.outcome", facts([
      [t("detail.conversation"), [
        h("button", { type: "button", class: "copyable", title: t("copy"), onclick: () => copy(conversation) }, h("code", {}, conversation), icon("copy")),
        h("button", { type: "button", id: "converse", onclick: () => this.converse(conversation) }, icon("conversations"), t("detail.conversation.show")),
      ]],
      ...(starts(request) ? [[
        t("detail.customer"),
        customer
          ? h("span", {}, [customer.name, customer.surname].filter(Boolean).join(" "), ` #${customer.id} `, h("span", { class: "tag" }, t("matched.by", { parameter: customer.matched_by })))
          : h("span", { class: "nobody" }, t("customer.none")),
      ]] : []),
    ]));
  }
}
