// The question for a new webhook, which is then made by the vendor's API, as an app would.

import { ask, buttons, frame } from "./dialogs.js";
import { h } from "./dom.js";
import { language, t } from "./i18n.js";
import { toVendor } from "./examples.js";
import { toast } from "./toast.js";

const ACTIONS = ["CHAT_CONVERSATION_CREATED", "CHAT_AGENT_ASSIGNED", "CHAT_CONVERSATION_CLOSED"];

/** Ask for a webhook, make it, and call `done()`; why it cannot be made is said. */
export async function subscribe(done) {
  const webhook = await askWebhook();
  if (!webhook) return;
  const response = await toVendor("/webhooks", { language, body: webhook });
  if (!response?.ok) {
    const { errors = [] } = (await response?.json().catch(() => null)) ?? {};
    toast(errors.map(({ message }) => message).join(" ") || t("webhook.failed"), "bad");
  }
  done();
}

function askWebhook() {
  const text = (name, properties) => {
    const input = h("input", { id: `webhook-${name}`, autocomplete: "off", spellcheck: "false", ...properties });
    return [input, h("div", { class: "field" }, h("label", { for: input.id }, t(`webhook.${name}`)), input)];
  };
  const [url, urlField] = text("url", { type: "url", required: true, pattern: "https?://.+", placeholder: "http://127.0.0.1:8000/thulium", autofocus: true });
  const [user, userField] = text("user", {});
  const [password, passwordField] = text("password", { type: "password", autocomplete: "new-password" });
  const boxes = ACTIONS.map((action) => h("input", { type: "checkbox", value: action, checked: true }));
  const dialog = frame(
    t("webhook.add"),
    h("p", {}, t("webhook.text")),
    urlField,
    h("fieldset", {}, h("legend", {}, t("webhook.actions")), boxes.map((box) => h("label", { class: "choice" }, box, h("code", {}, box.value)))),
    userField,
    passwordField,
    buttons(t("webhook.add")),
  );
  return ask(dialog, () => ({
    actions: boxes.filter(({ checked }) => checked).map(({ value }) => value),
    subscription_url: url.value.trim(),
    ...(user.value || password.value ? { http_auth_user: user.value, http_auth_password: password.value } : {}),
  }));
}
