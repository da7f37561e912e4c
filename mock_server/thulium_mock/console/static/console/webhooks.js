// The view of the webhooks, and of what was sent to them.

import { get } from "./api.js";
import { DeliveryPane, again, breakable, deliveryBadge } from "./delivery.js";
import { $, h, icon, setChildren, setText, soon } from "./dom.js";
import { dateAndTime, duration } from "./format.js";
import { number, t } from "./i18n.js";
import { subscribe } from "./webhook-form.js";

/** So many deliveries are looked through, the newest. */
const LIMIT = 200;
const STATES = ["delivered", "failed", "pending", "dropped"];
const COLUMNS = ["number", "time", "state", "action", "conversation", "url", "duration"];

export class Webhooks {
  #webhooks = [];
  #found = { count: 0, pending: 0, lost: 0, result: [] };
  #text = "";
  #states = new Set();

  /** `converse(id)` shows a conversation. */
  constructor(element, converse) {
    this.element = element;
    this.converse = converse;
    this.toolbar = h("div", { class: "toolbar" });
    this.hooks = h("div", { class: "hooks" });
    this.table = h("div");
    const pane = h("article", { class: "detail", id: "delivery", tabindex: "-1", hidden: true });
    this.pane = new DeliveryPane(pane, () => this.close(), converse);
    element.append(this.toolbar, h("div", { class: "split" }, h("div", { class: "scroll" }, this.hooks, this.table), pane));
    /** Something was subscribed, sent or forgotten: fetch it anew, once it is quiet. */
    this.refresh = soon(() => this.fetch().catch(() => {}), 200);
  }

  async fetch() {
    const webhooks = await get("/webhooks");
    $("count-webhooks").textContent = webhooks.count ? number(webhooks.count) : "";
    // Only the count is shown elsewhere.
    if (this.element.hidden) return;
    this.#webhooks = webhooks.result;
    this.#found = await get(`/deliveries?limit=${LIMIT}`);
    this.draw();
    await this.pane.refresh();
  }

  open(key) {
    location.assign("#/webhooks");
    return this.pane.show(key).then(() => this.pane.element.focus({ preventScroll: true }));
  }

  close() {
    const { key } = this.pane;
    this.pane.close();
    (this.table.querySelector(`[data-delivery="${key}"]`) ?? $("main")).focus({ preventScroll: true });
  }

  /** Forget what is open: there is nothing any more. */
  clear() {
    this.pane.close();
    this.refresh();
  }

  /** Build what is made of words, in the language of now. */
  build() {
    this.pane.element.setAttribute("aria-label", t("delivery.label"));
    const search = h("input", { type: "search", id: "delivery-filter", value: this.#text, "aria-label": t("delivery.filter"), placeholder: t("delivery.filter"), autocomplete: "off", spellcheck: "false",
      oninput: () => { this.#text = search.value; this.draw(); } });
    this.shown = h("span", { class: "shown number" });
    this.toolbar.replaceChildren(
      h("label", { class: "search" }, icon("search"), search),
      h("div", { class: "segments", role: "group", "aria-label": t("delivery.states") }, STATES.map((each) =>
        h("button", { type: "button", data: { state: each }, title: t(`delivery.${each}`), "aria-pressed": String(this.#states.has(each)), onclick: ({ currentTarget }) => this.#toggle(each, currentTarget) }, t(`delivery.${each}.short`)))),
      this.shown,
      h("span", { class: "gap" }),
      h("button", { type: "button", class: "primary", id: "subscribe", onclick: () => subscribe(this.refresh) }, icon("plus"), t("webhook.add")),
    );
    this.draw();
    if (this.pane.found) this.pane.draw();
  }

  draw() {
    const { count, pending, lost, result } = this.#found;
    const words = this.#text.toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = result.filter((each) => (!this.#states.size || this.#states.has(each.state)) && words.every((word) => textOf(each).includes(word)));
    const parts = [
      fitting.length === count ? t("delivery.shown", { count }) : t("shown.some", { some: fitting.length, count }),
      pending && t("delivery.pending.count", { count: pending }),
      lost && t("delivery.lost", { count: lost }),
    ];
    setText(this.shown, parts.filter(Boolean).join(" · "));
    setChildren(this.hooks, h("h2", {}, t("webhook.title")), this.#webhooks.length ? h("ul", {}, this.#webhooks.map(hook)) : h("p", { class: "note" }, t("webhook.none")));
    const head = h("thead", {}, h("tr", {}, COLUMNS.map((name) => h("th", { scope: "col", data: { cell: name } }, t(`delivery.column.${name}`))), h("th", {}, h("span", { class: "unseen" }, t("delivery.again")))));
    const body = h("tbody", {}, fitting.map((each) => this.#row(each)));
    if (fitting.length === 0) body.append(h("tr", {}, h("td", { colspan: COLUMNS.length + 1, class: "note" }, t(count ? "delivery.nothing" : "delivery.none"))));
    setChildren(this.table, h("h2", {}, t("delivery.title")), h("table", { class: "show" }, head, body));
  }

  #row(each) {
    const { number: key, event, attempt } = each;
    const cell = (name, ...content) => h("td", { data: { cell: name, label: t(`delivery.column.${name}`) } }, content);
    return h(
      "tr", {},
      cell("number", h("button", { type: "button", class: "copyable number", data: { delivery: key }, title: t("delivery.open"), onclick: () => this.open(key) }, `#${key}`)),
      cell("time", h("span", { class: "number" }, dateAndTime(each.created_at))),
      cell("state", h("span", {}, deliveryBadge(each), each.faults.map((name) => [" ", h("span", { class: "tag fault" }, name)]))),
      cell("action", h("code", {}, breakable(event.action))),
      cell("conversation", event.conversation_id && h("button", { type: "button", class: "copyable", title: t("detail.conversation.show"), onclick: () => this.converse(event.conversation_id) }, h("code", {}, event.conversation_id.slice(0, 8)))),
      cell("url", h("span", {}, h("code", {}, each.url), attempt?.error && h("span", { class: "email" }, attempt.error))),
      cell("duration", h("span", { class: "number" }, attempt ? duration(attempt.duration_ms) : "")),
      h("td", { class: "end" }, h("button", { type: "button", class: "quiet", title: t("delivery.again"), "aria-label": t("delivery.again"), onclick: () => again(key) }, icon("send"))),
    );
  }

  #toggle(each, button) {
    if (!this.#states.delete(each)) this.#states.add(each);
    button.setAttribute("aria-pressed", String(this.#states.has(each)));
    this.draw();
  }
}

const textOf = ({ number: key, url, state, event, attempt, faults }) =>
  [`#${key}`, url, state, ...Object.values(event), attempt?.status ?? "", attempt?.error ?? "", ...faults].join(" ").toLowerCase();

function hook({ id, actions, subscription_url: url, http_auth_user: user }) {
  return h(
    "li", {},
    h("span", { class: "number" }, `#${id}`),
    h("code", { class: "url" }, url),
    h("span", { class: "actions" }, actions.map((action) => h("span", { class: "tag" }, action))),
    user && h("span", { class: "note" }, t("webhook.as", { user })),
  );
}
