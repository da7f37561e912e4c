// Questions to the person, in the browser's own dialog element.

import { h } from "./dom.js";
import { t } from "./i18n.js";
import { forever } from "./storage.js";

/** Show a dialog and return what `answer()` says once it is submitted, or null if it is dismissed. */
export function ask(dialog, answer) {
  document.body.append(dialog);
  const focused = document.activeElement;
  return new Promise((resolve) => {
    let given = null;
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      given = answer();
      dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      focused?.focus?.();
      resolve(given);
    });
    dialog.showModal();
  });
}

export function frame(title, ...content) {
  return h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, h("form", { method: "dialog" }, h("h2", { id: "dialog-title" }, title), ...content));
}

export function buttons(label, kind = "primary") {
  return h(
    "div", { class: "buttons" },
    h("button", { type: "button", class: "cancel", onclick: (event) => event.target.closest("dialog").close() }, t("cancel")),
    h("button", { class: kind, id: "dialog-yes" }, label),
  );
}

export async function confirm(title, text, yes) {
  const dialog = frame(title, h("p", {}, text), buttons(yes, "danger"));
  return (await ask(dialog, () => true)) === true;
}

/** Ask for one line of text that matches `pattern`. */
export function prompt(title, text, yes, pattern) {
  const input = h("input", { id: "dialog-text", "aria-label": title, pattern, required: true, autocomplete: "off", autofocus: true, spellcheck: "false" });
  return ask(frame(title, h("p", {}, text), input, buttons(yes)), () => input.value);
}

/** Ask for the token until there is one: without it the page can show nothing. */
export async function askToken(wrong) {
  for (;;) {
    const input = h("input", { id: "token", type: "password", "aria-label": t("token.title"), required: true, autocomplete: "off", autofocus: true });
    const dialog = frame(
      t("token.title"),
      h("p", {}, t("token.text")),
      wrong && h("p", { class: "problem", role: "alert" }, t("token.wrong")),
      input,
      h("div", { class: "buttons" }, h("button", { class: "primary", id: "dialog-yes" }, t("token.use"))),
    );
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    const given = await ask(dialog, () => input.value.trim());
    if (given) return given;
  }
}

const KEYS = [
  [["j", "↓"], "keys.down"], [["k", "↑"], "keys.up"], [["Home", "End"], "keys.ends"], [["Enter"], "keys.open"], [["c"], "keys.copy"],
  [["/"], "keys.filter"], [["p"], "keys.pause"], [["Ctrl", "+", "Enter"], "keys.try"], [["1", "…", "7"], "keys.views"], [["?"], "keys.help"], [["Esc"], "keys.close"],
];

export function showKeys() {
  const single = h("input", { type: "checkbox", id: "single-keys", checked: forever.get("single-keys") !== "off", onchange: () => forever.set("single-keys", single.checked ? null : "off") });
  const dialog = frame(
    t("keys.title"),
    h("dl", { class: "keys" }, KEYS.map(([keys, text]) => [h("dt", {}, keys.map((key) => ("…+".includes(key) ? key : h("kbd", {}, key)))), h("dd", {}, t(text))])),
    h("label", { class: "choice" }, single, t("keys.single")),
    h("div", { class: "buttons" }, h("button", { class: "primary", autofocus: true }, t("close"))),
  );
  dialog.id = "keys";
  return ask(dialog, () => true);
}
