// A pane beside a list with everything about one thing, fetched when it is shown and again when there is news.

import { Refused } from "./api.js";
import { h, icon } from "./dom.js";
import { t } from "./i18n.js";

export class Pane {
  /** What is shown, as the mock has it: what `fetch(key)` of the class returns, which `draw()` puts into the page. */
  found = null;
  #key = null;
  /** Counts what was asked for, so that an answer that comes late is left. */
  #turn = 0;

  /** `closed()` is called when somebody closes the pane; `gone` is the sentence about something that is not there. */
  constructor(element, closed, gone) {
    this.element = element;
    this.closed = closed;
    this.gone = gone;
  }

  get open() {
    return !this.element.hidden;
  }

  get key() {
    return this.#key;
  }

  async show(key) {
    if (key !== this.#key) this.found = null;
    this.#key = key;
    this.element.hidden = false;
    await this.refresh();
  }

  /** Fetch it again, if anything is shown. */
  async refresh() {
    const key = this.#key;
    if (key === null) return;
    const turn = (this.#turn += 1);
    try {
      const found = await this.fetch(key);
      if (this.#turn !== turn) return;
      this.found = found;
      this.draw();
    } catch (error) {
      // A mock that is away for a moment takes nothing away that is shown.
      if (this.#turn !== turn || (this.found && !(error instanceof Refused))) return;
      this.found = null;
      const known = error instanceof Refused && error.status === 404;
      this.element.replaceChildren(this.bar(String(key)), h("p", { class: "note" }, known ? t(this.gone) : error.message));
    }
  }

  close() {
    this.#turn += 1;
    this.#key = this.found = null;
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** The bar at the top: a title, and buttons before that which closes. */
  bar(title, ...buttons) {
    return h(
      "div", { class: "bar" },
      h("span", { class: "number title" }, title),
      h("span", { class: "gap" }),
      buttons,
      h("button", { type: "button", class: "quiet close", "aria-label": t("close"), onclick: () => this.closed() }, icon("close")),
    );
  }
}

export function section(key, content, note) {
  if (!content) return [];
  return [h("section", {}, h("h3", {}, t(key)), content, note && h("p", { class: "note" }, note))];
}

/** Names and values of code, null if there are none. */
export function pairs(entries) {
  if (entries.length === 0) return null;
  return h("dl", { class: "pairs code" }, entries.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** Names and whatever stands beside them. */
export const facts = (rows) => h("dl", { class: "pairs" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
