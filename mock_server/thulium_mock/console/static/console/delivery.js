// The pane with everything about one delivery of an event to a webhook.

import { get, post } from "./api.js";
import { h, icon } from "./dom.js";
import { change } from "./faults.js";
import { dateAndTime, duration, jsonBlock } from "./format.js";
import { t } from "./i18n.js";
import { Pane, facts, pairs, section } from "./pane.js";
import { toast } from "./toast.js";

const CLASSES = { pending: "pending", delivered: "2", failed: "5", dropped: "0" };

/** What became of a delivery: the status of the answer, or a word. */
export const deliveryBadge = ({ state, attempt }) =>
  h("span", { class: "badge", data: { class: CLASSES[state] }, title: t(`delivery.${state}`) }, String(attempt?.status ?? t(`delivery.${state}.short`)));

/** The name of an action, which may go on in another line after each word. */
export const breakable = (action) => action.split(/(?<=_)/).flatMap((word) => [h("wbr"), word]);

/** Send the event of a delivery once more. */
export const again = (number) => change(async () => {
  const { number: made } = await post(`/deliveries/${number}/again`);
  toast(t("delivery.again.done", { number: String(made) }));
});

export class DeliveryPane extends Pane {
  /** `converse(id)` shows a conversation. */
  constructor(element, closed, converse) {
    super(element, closed, "delivery.gone");
    this.converse = converse;
  }

  /** Fetch a delivery, and the others of the same event to the same webhook. */
  async fetch(number) {
    const delivery = await get(`/deliveries/${number}`);
    const { conversation_id: id, action } = delivery.event;
    const { result } = id ? await get(`/deliveries?conversation_id=${id}&limit=100`) : { result: [delivery] };
    return { delivery, attempts: result.filter((each) => each.webhook_id === delivery.webhook_id && each.event.action === action).reverse() };
  }

  /** Draw it again, in the language of now. */
  draw() {
    const { delivery, attempts } = this.found;
    const { number, event, attempt, faults } = delivery;
    const top = this.element.scrollTop;
    const moments = [dateAndTime(delivery.created_at), attempt && duration(attempt.duration_ms)].filter(Boolean);
    const failure = attempt?.error ?? (delivery.state === "delivered" ? null : t(`delivery.${delivery.state}`));
    this.element.dataset.class = CLASSES[delivery.state];
    this.element.replaceChildren(
      this.bar(`#${number}`, h("button", { type: "button", id: "again", onclick: () => again(number) }, icon("send"), t("delivery.again"))),
      h("h2", {}, deliveryBadge(delivery), h("span", {}, breakable(event.action))),
      h("p", { class: "facts number" }, moments.join(" · ")),
      ...(faults.length ? [h("div", { class: "callout fault" }, h("h3", {}, t("detail.faults")), h("p", {}, faults.map((name) => h("span", { class: "tag fault" }, name))))] : []),
      ...(failure ? [h("div", { class: "callout error" }, h("h3", {}, t("delivery.why")), h("p", {}, failure))] : []),
      facts([
        [t("webhook.url"), h("code", {}, delivery.url)],
        [t("webhook"), `#${delivery.webhook_id}`],
        ...(event.conversation_id ? [[t("detail.conversation"), h("button", { type: "button", class: "copyable", title: t("detail.conversation.show"), onclick: () => this.converse(event.conversation_id) }, icon("conversations"), h("code", {}, event.conversation_id))]] : []),
        [t("delivery.attempts"), h("span", { class: "attempts" }, attempts.map((each) => h("button", { type: "button", class: "quiet", "aria-pressed": String(each.number === number), onclick: () => this.show(each.number) }, `#${each.number}`, deliveryBadge(each))))],
      ]),
      ...section("delivery.event", pairs(Object.entries(event).map(([name, value]) => [name, String(value)]))),
      ...(attempt ? [
        ...section("delivery.sent", jsonBlock(attempt.body)),
        ...section("delivery.headers", pairs(Object.entries(attempt.headers)), t("detail.headers.note")),
        ...section("detail.answer", attempt.status && (attempt.answer ? jsonBlock(attempt.answer) : h("p", { class: "note" }, t("detail.answer.empty")))),
      ] : []),
    );
    this.element.scrollTop = top;
  }
}
