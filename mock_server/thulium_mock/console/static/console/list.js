// The list of requests: which rows there are, which is selected, and how a row looks.

import { h, perFrame, setText } from "./dom.js";
import { duration, exactTime } from "./format.js";
import { Filter, starts, statusClass, statusText } from "./journal.js";
import { t } from "./i18n.js";
import { Rows } from "./rows.js";

export class List {
  filter = new Filter();
  paused = false;
  selected = null;
  /** The rows that the filter lets through, the oldest first; they are shown the newest first. */
  #view = [];
  #seen = 0;
  #filled = new WeakMap();
  #edition = 0;

  /** `changed()` is called after each drawing, `opened(row)` when somebody wants to see a row in full. */
  constructor(element, body, journal, { changed, opened }) {
    this.element = element;
    this.journal = journal;
    this.changed = changed;
    this.opened = opened;
    this.rows = new Rows(element, body, (slot) => this.#make(slot), (row, index) => this.#fill(row, index));
    this.draw = perFrame(() => this.#draw());
    element.addEventListener("scroll", this.draw, { passive: true });
    element.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => {
      this.rows.measure();
      this.draw();
    }).observe(element);
  }

  get length() {
    return this.#view.length;
  }

  /** How many requests have come in since the list was paused. */
  get waiting() {
    if (!this.paused) return 0;
    const { rows } = this.journal;
    let first = rows.length;
    while (first > 0 && rows[first - 1].number > this.#seen) first -= 1;
    return rows.length - first;
  }

  /** Write all rows anew: the language has changed. */
  rewrite() {
    this.#edition += 1;
    this.draw();
  }

  /** Choose the rows anew: the filter or the journal has changed. */
  refresh() {
    const { rows } = this.journal;
    const known = this.paused ? rows.filter((row) => row.number <= this.#seen) : rows;
    this.#view = this.filter.empty ? [...known] : known.filter((row) => this.filter.accepts(row));
    if (!this.paused) this.#seen = rows.at(-1)?.number ?? 0;
    this.draw();
  }

  clear() {
    this.selected = null;
    this.#seen = 0;
    this.refresh();
  }

  select(row, { reveal = true } = {}) {
    this.selected = row?.number ?? null;
    const index = this.#indexOf(this.selected);
    if (reveal && index >= 0) this.rows.reveal(index);
    this.draw();
  }

  /** Select the row that is `step` below the selected one; the first one if none is. */
  move(step) {
    if (this.#view.length === 0) return null;
    const next = this.#indexOf(this.selected) + step;
    const row = this.#at(Math.min(this.#view.length - 1, Math.max(0, next)));
    this.select(row);
    return row;
  }

  get selectedRow() {
    return this.#at(this.#indexOf(this.selected)) ?? null;
  }

  #at(index) {
    return this.#view[this.#view.length - 1 - index];
  }

  #indexOf(number) {
    if (number === null) return -1;
    // Numbers only grow, so halving finds it.
    let low = 0;
    let high = this.#view.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#view[middle].number < number) low = middle + 1;
      else high = middle;
    }
    return this.#view[low]?.number === number ? this.#view.length - 1 - low : -1;
  }

  #draw() {
    let added = 0;
    if (!this.paused) {
      const { rows } = this.journal;
      let first = rows.length;
      while (first > 0 && rows[first - 1].number > this.#seen) first -= 1;
      const fresh = rows.slice(first).filter((row) => this.filter.accepts(row));
      added = fresh.length;
      const oldest = rows[0]?.number ?? 0;
      const gone = this.#view.findIndex((row) => row.number >= oldest);
      if (gone > 0) this.#view.splice(0, gone);
      for (const row of fresh) this.#view.push(row);
      this.#seen = rows.at(-1)?.number ?? 0;
    }
    this.rows.draw(this.#view.length, added);
    // A group of rows has to have some.
    this.rows.body.setAttribute("role", this.#view.length ? "rowgroup" : "presentation");
    this.element.setAttribute("aria-rowcount", this.#view.length + 1);
    const index = this.#indexOf(this.selected);
    const active = index >= 0 ? this.rows.element(index) : null;
    if (active && !active.hidden && this.#filled.get(active)?.number === this.selected) {
      this.element.setAttribute("aria-activedescendant", active.id);
    } else this.element.removeAttribute("aria-activedescendant");
    this.changed();
  }

  #make(slot) {
    const cell = (name) => h("span", { role: "gridcell", class: `c-${name}` });
    const names = ["time", "status", "method", "url", "result", "duration"];
    return h("div", { role: "row", class: "row", id: `row-${slot}` }, names.map(cell));
  }

  #fill(element, index) {
    const row = this.#at(index);
    const selected = String(row.number === this.selected);
    if (element.getAttribute("aria-selected") !== selected) element.setAttribute("aria-selected", selected);
    element.setAttribute("aria-rowindex", index + 2);
    const filled = this.#filled.get(element);
    if (filled?.row === row && filled.edition === this.#edition) return;
    this.#filled.set(element, { row, number: row.number, edition: this.#edition });
    element.dataset.number = row.number;
    element.dataset.class = statusClass(row);
    const [time, status, method, url, result, took] = element.children;
    time.replaceChildren(...exactTime(row.started));
    status.replaceChildren(h("span", { class: "badge", title: row.state === "answered" ? null : t(`status.${row.state}`) }, statusText(row)));
    setText(method, row.method);
    url.replaceChildren(...urlParts(row));
    url.title = row.path + row.query.map(([name, value]) => `\n${name} = ${value}`).join("");
    result.replaceChildren(...resultParts(row));
    result.title = row.reason;
    setText(took, row.duration === null ? "" : duration(row.duration));
  }

  #click(event) {
    const element = event.target.closest("[data-number]");
    const number = Number(element?.dataset.number);
    const row = element && this.#at(this.#indexOf(number));
    if (row) this.opened(row);
  }
}

function urlParts(row) {
  // Where there is little room, the parameters tell requests apart, and of the path its end.
  const path = h("span", { class: "path" }, h("bdi", { dir: "ltr" }, row.path));
  const parameters = row.query.map(([name, value]) => h("span", { class: "parameter" }, h("i", {}, `${name}=`), value, " "));
  return [path, h("span", { class: "parameters" }, parameters)];
}

function resultParts(row) {
  const parts = row.faults.map((name) => h("span", { class: "tag fault" }, name));
  if (row.reason) {
    parts.push(h("span", { class: "reason" }, row.reason), h("span", { class: "code" }, String(row.code)));
    if (row.more) parts.push(h("span", { class: "tag" }, `+${row.more}`));
  } else if (row.state !== "answered") {
    parts.push(h("span", { class: "reason" }, t(`status.${row.state}`)));
  } else if (row.customer) {
    const [name, id, matchedBy] = row.customer;
    parts.push(h("span", { class: "customer" }, name || `#${id}`), h("span", { class: "tag" }, matchedBy));
  } else if (row.conversation && starts(row)) parts.push(h("span", { class: "nobody" }, t("customer.none")));
  if (row.conversation) parts.push(h("code", { class: "conversation" }, row.conversation.slice(0, 8)));
  return parts;
}
