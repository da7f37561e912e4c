// A conversation as a timeline: messages, events, the requests that touched it, and deliveries of its events.

import { get } from "./api.js";
import { AgentForm } from "./agent-form.js";
import { copy } from "./clipboard.js";
import { customerOf, queueName, statusBadge } from "./conversation-text.js";
import { breakable, deliveryBadge } from "./delivery.js";
import { h, icon, setChildren } from "./dom.js";
import { exactTime } from "./format.js";
import { statusClass, statusText } from "./journal.js";
import { t } from "./i18n.js";
import { Pane, facts } from "./pane.js";

/** So many requests and deliveries of one conversation are shown, the newest. */
const LIMIT = 200;

export class Timeline extends Pane {
  constructor(element, closed, opens) {
    super(element, closed, "timeline.gone");
    this.opens = opens;
    this.form = new AgentForm(() => this.refresh());
  }

  async show(key) {
    if (key !== this.key) {
      this.form.clear();
      this.element.replaceChildren();
    }
    await super.show(key);
  }

  async fetch(id) {
    const [conversation, ...lists] = await Promise.all([
      get(`/conversations/${id}`),
      get(`/requests?conversation_id=${id}&limit=${LIMIT}`),
      // Those that were refused, too.
      get(`/requests?path=*${id}*&limit=${LIMIT}`),
      get(`/deliveries?conversation_id=${id}&limit=${LIMIT}`),
    ]);
    const [own, further, deliveries] = lists.map(({ result }) => result);
    const requests = new Map([...own, ...further].map((request) => [request.number, request]));
    return { conversation, requests: [...requests.values()], deliveries };
  }

  /** Draw it again, in the language of now. */
  build() {
    this.element.replaceChildren();
    this.form.build();
    if (this.found) this.draw();
  }

  draw() {
    const { conversation } = this.found;
    const { element, list, form } = this;
    const atEnd = !list?.isConnected || element.scrollHeight - element.scrollTop - element.clientHeight < 4;
    const id = conversation.conversation_id;
    if (!list?.isConnected) {
      this.list = h("ol", { class: "timeline", "aria-live": "polite" });
      this.head = h("section");
      element.replaceChildren(
        this.bar(t("detail.conversation"), h("button", { type: "button", class: "copyable", title: t("copy"), onclick: () => copy(this.key) }, h("code", {}, id), icon("copy"))),
        this.head, this.list, form.element,
      );
    }
    setChildren(this.head, facts([
      [t("conversation.status"), h("span", {}, statusBadge(conversation.status), " ", conversation.user_login && h("span", { class: "tag" }, conversation.user_login))],
      [t("conversation.queue"), queueName(conversation.chat_queue_id)],
      [t("conversation.client"), [conversation.full_name, conversation.email].filter(Boolean).join(" · ") || "—"],
      [t("conversation.customer"), customerOf(conversation)],
    ]));
    setChildren(this.list, ...this.#entries());
    form.update(conversation);
    // Who reads further up is left there.
    if (atEnd) element.scrollTop = element.scrollHeight;
  }

  /** What happened, the oldest first; of the same moment the cause before what followed. */
  #entries() {
    const { conversation, requests, deliveries } = this.found;
    const { conversation_id: id, user_login: login } = conversation;
    const entries = [
      ...requests.map((each) => [each.started, this.#request(each)]),
      [conversation.created_at, happened("created", t("timeline.created"), conversation.created_at)],
      conversation.assigned_at && [conversation.assigned_at, happened("assigned", t("timeline.assigned", { login }), conversation.assigned_at)],
      ...conversation.messages.map((each) => [each.sent_at, message(each)]),
      conversation.closed_at && [conversation.closed_at, happened("closed", t("timeline.closed"), conversation.closed_at)],
      ...[...deliveries].reverse().map((each) => [each.created_at, this.#delivery(each)]),
    ];
    return entries.filter(Boolean).sort(([one], [other]) => (one < other ? -1 : Number(one > other))).map(([, element]) => element);
  }

  #request(request) {
    const [error] = request.errors;
    return h(
      "li", { class: "technical", data: { request: request.number } },
      clock(request.started),
      h("button", { type: "button", class: "quiet", title: t("timeline.request"), onclick: () => this.opens.request(request.number) },
        h("span", { class: "badge", data: { class: statusClass(request) } }, statusText(request)),
        h("code", {}, `${request.method} …/${request.path.split("/").at(-1)}`),
        error && h("span", { class: "reason" }, error.message)),
    );
  }

  #delivery(delivery) {
    return h(
      "li", { class: "technical", data: { delivery: delivery.number } },
      clock(delivery.created_at),
      h("button", { type: "button", class: "quiet", title: t("timeline.delivery"), onclick: () => this.opens.delivery(delivery.number) },
        deliveryBadge(delivery), h("code", {}, breakable(delivery.event.action)), h("span", { class: "reason" }, `→ ${delivery.url}`)),
    );
  }
}

const clock = (moment) => h("time", { datetime: moment }, exactTime(moment));

const happened = (kind, text, moment) => h("li", { class: "happened", data: { kind } }, clock(moment), h("span", {}, text));

function message({ side, author, text, sent_at: moment }) {
  const who = side === "user" ? "agent" : author === null ? "client" : "bot";
  return h(
    "li", { class: "message", data: { who } },
    h("p", { class: "by" }, h("b", {}, t(`timeline.${who}`)), author && h("span", {}, author), clock(moment)),
    text === null ? h("p", { class: "nobody" }, t("timeline.removed")) : h("p", { class: "text" }, text),
  );
}
