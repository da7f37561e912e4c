// The view of the conversations that were started, page by page.

import { get } from "./api.js";
import { copy } from "./clipboard.js";
import { $, h, icon, setChildren, soon } from "./dom.js";
import { pager } from "./fixtures.js";
import { dateAndTime } from "./format.js";
import { number, t } from "./i18n.js";
import { state } from "./state.js";

const PAGE = 50;

export class Conversations {
  #page = 0;
  #found = { count: 0, result: [] };

  /** `opened(id)` is called when somebody wants to see the request that started a conversation. */
  constructor(element, opened) {
    this.element = element;
    this.opened = opened;
    /** Something was started or forgotten: fetch the page anew, once it is quiet. */
    this.refresh = soon(() => this.fetch().catch(() => {}), 200);
  }

  async fetch() {
    // Only the count is shown elsewhere.
    const limit = this.element.hidden ? 1 : PAGE;
    const offset = this.element.hidden ? 0 : this.#page * PAGE;
    const found = await get(`/conversations?limit=${limit}&offset=${offset}`);
    $("count-conversations").textContent = found.count ? number(found.count) : "";
    if (this.element.hidden) return;
    if (offset && offset >= found.count) {
      this.#page = Math.max(0, Math.ceil(found.count / PAGE) - 1);
      await this.fetch();
      return;
    }
    this.#found = found;
    this.draw();
  }

  draw() {
    const { count, result } = this.#found;
    const columns = ["time", "id", "queue", "customer", "client", "client_id"];
    const titles = columns.map((name) => h("th", { scope: "col" }, t(`conversation.${name}`)));
    const head = h("thead", {}, h("tr", {}, titles, h("th", {}, h("span", { class: "unseen" }, t("conversation.request")))));
    const body = h("tbody", {}, result.map((each) => this.#row(each)));
    if (result.length === 0) body.append(h("tr", {}, h("td", { colspan: columns.length + 1, class: "note" }, t("conversation.empty"))));
    setChildren(
      this.element,
      h("div", { class: "scroll" }, h("table", { class: "show" }, head, body)),
      h("div", { class: "pages" }, pager(this.#page, PAGE, count, (page) => { this.#page = page; this.fetch(); })),
    );
  }

  #row(each) {
    const queue = state.fixtures?.queues.find((known) => known.id === each.chat_queue_id);
    const cell = (name, ...content) => h("td", { data: { cell: name, label: t(`conversation.${name}`) } }, content);
    return h(
      "tr", {},
      cell("time", h("span", { class: "number" }, dateAndTime(each.created_at))),
      cell("id", h("button", { type: "button", class: "copyable", title: t("copy"), onclick: () => copy(each.conversation_id) }, h("code", {}, each.conversation_id))),
      cell("queue", h("span", { class: "number" }, `${each.chat_queue_id} ${queue?.name ?? ""}`)),
      cell("customer", this.#customer(each)),
      cell("client", h("span", {}, [each.client_name, each.client_surname].filter(Boolean).join(" "), each.client_email && h("span", { class: "email" }, each.client_email))),
      cell("client_id", each.client_id ?? ""),
      h("td", { class: "end" }, h("button", { type: "button", class: "quiet", title: t("conversation.request"), "aria-label": t("conversation.request"), onclick: () => this.opened(each.conversation_id) }, icon("requests"))),
    );
  }

  #customer(each) {
    if (each.customer_id === null) return h("span", { class: "nobody" }, t("customer.none"));
    const customer = state.fixtures?.customers.find((known) => known.id === each.customer_id);
    const name = [customer?.name, customer?.surname].filter(Boolean).join(" ");
    return h("span", {}, name || `#${each.customer_id}`, " ", h("span", { class: "tag" }, each.matched_by));
  }
}
