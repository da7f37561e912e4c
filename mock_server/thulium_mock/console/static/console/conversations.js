// The view of the conversations that were started, page by page, and of one of them in full.

import { get } from "./api.js";
import { customerOf, queueName, statusBadge } from "./conversation-text.js";
import { $, h, setChildren, soon } from "./dom.js";
import { pager } from "./fixtures.js";
import { dateAndTime } from "./format.js";
import { number, t } from "./i18n.js";
import { Timeline } from "./timeline.js";

const PAGE = 50;
const COLUMNS = ["time", "id", "status", "queue", "customer", "client", "client_id"];

export class Conversations {
  #page = 0;
  #found = { count: 0, result: [] };

  /** `opens` show what a conversation leads to: `request(number)` and `delivery(number)`. */
  constructor(element, opens) {
    this.element = element;
    this.table = h("div", { class: "scroll" });
    this.pages = h("div", { class: "pages" });
    const pane = h("article", { class: "detail", id: "timeline", tabindex: "-1", hidden: true });
    this.timeline = new Timeline(pane, () => this.close(), opens);
    element.append(h("div", { class: "split" }, this.table, pane), this.pages);
    /** Something was started, changed or forgotten: fetch it anew, once it is quiet. */
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
    await this.timeline.refresh();
  }

  open(id) {
    location.assign("#/conversations");
    return this.timeline.show(id).then(() => this.timeline.element.focus({ preventScroll: true }));
  }

  close() {
    const id = this.timeline.key;
    this.timeline.close();
    (this.table.querySelector(`[data-conversation="${id}"]`) ?? $("main")).focus({ preventScroll: true });
  }

  /** Forget what is open: there is nothing any more. */
  clear() {
    this.timeline.close();
    this.refresh();
  }

  /** Draw all of it in the language of now. */
  build() {
    this.timeline.element.setAttribute("aria-label", t("timeline.label"));
    this.draw();
    this.timeline.build();
  }

  draw() {
    const { count, result } = this.#found;
    const head = h("thead", {}, h("tr", {}, COLUMNS.map((name) => h("th", { scope: "col", data: { cell: name } }, t(`conversation.${name}`)))));
    const body = h("tbody", {}, result.map((each) => this.#row(each)));
    if (result.length === 0) body.append(h("tr", {}, h("td", { colspan: COLUMNS.length, class: "note" }, t("conversation.empty"))));
    setChildren(this.table, h("table", { class: "show" }, head, body));
    setChildren(this.pages, ...pager(this.#page, PAGE, count, (page) => { this.#page = page; this.fetch(); }));
  }

  #row(each) {
    const cell = (name, ...content) => h("td", { data: { cell: name, label: t(`conversation.${name}`) } }, content);
    return h(
      "tr", {},
      cell("time", h("span", { class: "number" }, dateAndTime(each.created_at))),
      cell("id", h("button", { type: "button", class: "copyable", data: { conversation: each.conversation_id }, title: t("conversation.open"), onclick: () => this.open(each.conversation_id) }, h("code", {}, each.conversation_id))),
      cell("status", h("span", {}, statusBadge(each.status), " ", each.user_login && h("span", { class: "tag" }, each.user_login))),
      cell("queue", h("span", { class: "number" }, queueName(each.chat_queue_id))),
      cell("customer", customerOf(each)),
      cell("client", h("span", {}, [each.client_name, each.client_surname].filter(Boolean).join(" "), each.client_email && h("span", { class: "email" }, each.client_email))),
      cell("client_id", each.client_id ?? ""),
    );
  }
}
