// What a conversation has, in words.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";

/** The queue as somebody knows it. */
export const queueName = (id) => `${id} ${state.fixtures?.queues.find((known) => known.id === id)?.name ?? ""}`.trim();

const CLASSES = { CREATED: "pending", IN_PROGRESS: "2", CLOSED: "closed" };

export const statusBadge = (status) => h("span", { class: "badge", data: { class: CLASSES[status] } }, t(`conversation.${status}`));

/** The customer that a conversation was matched with. */
export function customerOf(conversation) {
  if (conversation.customer_id === null) return h("span", { class: "nobody" }, t("customer.none"));
  const customer = state.fixtures?.customers.find((known) => known.id === conversation.customer_id);
  const name = [customer?.name, customer?.surname].filter(Boolean).join(" ");
  return h("span", {}, name || `#${conversation.customer_id}`, " ", h("span", { class: "tag" }, conversation.matched_by));
}
