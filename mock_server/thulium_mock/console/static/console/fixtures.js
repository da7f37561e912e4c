// The views that edit queues, customers and API users. One draft of all fixtures is behind the three of them.

import { Refused, put } from "./api.js";
import { $, h, icon, soon } from "./dom.js";
import { number, t } from "./i18n.js";
import { fetchFixtures, state, watch } from "./state.js";
import { toast } from "./toast.js";

const MAX_ID = 2147483647;
const PAGE = 50;

const id = { key: "id", integer: true, required: true };
const COLUMNS = {
  queues: [id, { key: "name" }],
  customers: [id, { key: "client_id" }, { key: "name" }, { key: "surname" }, { key: "email" }],
  users: [{ key: "name", required: true }, { key: "password", always: true }, { key: "methods", list: true, always: true }],
};

let draft = null;
/** Why a field is refused, by its path in the fixtures, such as `/queues/0/id`. */
let problems = new Map();
let edited = false;
/** The id of the field that was edited last. */
let lastField = "";
/** Whether the fixtures have changed in the mock since the draft was made of them. */
let outdated = false;
/** The fixtures that the draft was made of, as JSON. */
let origin = "";
const views = [];

/** Read a field: the value that the fixtures have, and what is wrong with it. */
function read(column, text) {
  if (column.list) return { value: text.split(/[\s,]+/).filter(Boolean) };
  const trimmed = column.key === "password" ? text : text.trim();
  if (trimmed === "" && !column.always) return column.required ? { value: "", problem: t("field.required") } : { value: undefined };
  if (!column.integer) return { value: trimmed };
  const valid = /^[1-9]\d{0,9}$/.test(trimmed) && Number(trimmed) <= MAX_ID;
  return valid ? { value: Number(trimmed) } : { value: trimmed, problem: t("field.range", { least: 1, most: MAX_ID }) };
}

const shown = (column, value) => (column.list ? (value ?? []).join(", ") : String(value ?? ""));

/** What is wrong with the draft as far as the page can tell; the mock has the last word. */
function check() {
  const found = new Map();
  for (const [kind, columns] of Object.entries(COLUMNS)) {
    const [key] = columns;
    const seen = new Set();
    draft[kind].forEach((entry, index) => {
      for (const column of columns) {
        const { problem } = read(column, shown(column, entry[column.key]));
        if (problem) found.set(`/${kind}/${index}/${column.key}`, problem);
      }
      const path = `/${kind}/${index}/${key.key}`;
      if (seen.has(entry[key.key]) && !found.has(path)) found.set(path, t("field.unique"));
      seen.add(entry[key.key]);
    });
  }
  return found;
}

/** Find the fields that the mock's errors speak of: their sentences name the place in the body. */
function locate(errors) {
  const found = new Map();
  for (const { message } of errors) {
    const match = /\s(\/(?:queues|customers|users)\/\d+(?:\/\w+)?)(?:\/\S*)?: (.+)$/.exec(message);
    found.set(match?.[1] ?? "", match ? match[2] : message);
  }
  return found;
}

function take() {
  origin = JSON.stringify(state.fixtures);
  draft = JSON.parse(origin);
  problems = new Map();
  edited = outdated = false;
  const inBar = document.activeElement.closest(".save");
  for (const view of views) view.draw();
  if (inBar) ($(lastField) ?? $("main")).focus();
}

function touched() {
  edited = true;
  for (const view of views) view.drawBar();
}

async function save() {
  problems = check();
  if (problems.size === 0) {
    try {
      await put("/fixtures", draft);
      await fetchFixtures();
      take();
      toast(t("fixtures.saved"));
      return;
    } catch (error) {
      if (error instanceof Refused) problems = locate(error.errors);
      else if (error instanceof TypeError) problems = new Map([["", t("gone.title")]]);
      else throw error;
    }
  }
  for (const view of views) view.draw();
  for (const view of views) view.showProblem();
}

class Editor {
  #page = 0;
  #text = "";

  constructor(kind) {
    this.kind = kind;
    this.columns = COLUMNS[kind];
    this.element = $(`view-${kind}`);
  }

  /** Build the view in the language of now. */
  build() {
    this.search = h("input", { type: "search", value: this.#text, "aria-label": t("fixtures.search"), placeholder: t("fixtures.search"), autocomplete: "off",
      oninput: soon(() => { this.#text = this.search.value; this.#page = 0; this.draw(); }, 100) });
    this.body = h("tbody");
    this.pages = h("div", { class: "pages" });
    this.bar = h("div", { class: "save", role: "status" });
    this.element.replaceChildren(
      h("div", { class: "toolbar" },
        h("p", { class: "note" }, t(`fixtures.${this.kind}.note`)),
        h("label", { class: "search" }, icon("search"), this.search),
        h("button", { type: "button", class: "add", onclick: () => this.#add() }, icon("plus"), t(`fixtures.${this.kind}.add`))),
      h("div", { class: "scroll" },
        h("table", { class: "edit" },
          h("thead", {}, h("tr", {}, this.columns.map((column) => h("th", { scope: "col" }, t(`fixtures.${this.kind}.${column.key}`))), h("th", {}, h("span", { class: "unseen" }, t("fixtures.remove"))))),
          this.body),
        this.pages),
      this.bar,
    );
    this.draw();
  }

  draw() {
    if (!draft || !this.body) return;
    const entries = draft[this.kind];
    const text = this.#text.toLowerCase();
    const matching = entries.map((entry, index) => [entry, index]).filter(([entry]) => !text || this.columns.some((column) => shown(column, entry[column.key]).toLowerCase().includes(text)));
    this.#page = Math.max(0, Math.min(this.#page, Math.ceil(matching.length / PAGE) - 1));
    const first = this.#page * PAGE;
    this.body.replaceChildren(...matching.slice(first, first + PAGE).map(([entry, index]) => this.#row(entry, index)));
    if (matching.length === 0) this.body.append(h("tr", {}, h("td", { colspan: this.columns.length + 1, class: "note" }, t(text ? "fixtures.nothing" : "fixtures.empty"))));
    this.pages.replaceChildren(...pager(this.#page, PAGE, matching.length, (page) => { this.#page = page; this.draw(); }));
    this.drawBar();
  }

  drawBar() {
    const whole = problems.get("");
    this.bar.hidden = !edited && !whole;
    const key = `${outdated}${problems.size}${whole}`;
    if (this.bar.dataset.key === key && this.bar.childElementCount) return;
    this.bar.dataset.key = key;
    const said = whole ?? (problems.size ? t("fixtures.problems", { count: problems.size }) : t(outdated ? "fixtures.outdated" : "fixtures.unsaved"));
    this.bar.replaceChildren(
      h("p", { class: problems.size ? "problem" : "" }, said),
      h("button", { type: "button", class: "discard", onclick: () => take() }, t("fixtures.discard")),
      h("button", { type: "button", class: "primary save-all", onclick: save }, t("fixtures.save")),
    );
  }

  /** Go to the first field of this view that is refused, if it is in sight. */
  showProblem() {
    if (this.element.hidden) return;
    const path = [...problems.keys()].find((each) => each.startsWith(`/${this.kind}/`));
    if (!path) return;
    const index = Number(path.split("/")[2]);
    if (!this.element.querySelector('[aria-invalid="true"]')) {
      this.#text = this.search.value = "";
      this.#page = Math.floor(index / PAGE);
      this.draw();
    }
    this.element.querySelector('[aria-invalid="true"]')?.focus();
  }

  #row(entry, index) {
    const cells = this.columns.map((column) => {
      const path = `/${this.kind}/${index}/${column.key}`;
      const key = path.slice(1).replaceAll("/", "-");
      const problem = problems.get(path) ?? (column === this.columns[0] ? problems.get(`/${this.kind}/${index}`) : undefined);
      const input = h("input", {
        id: key, value: shown(column, entry[column.key]), autocomplete: "off", spellcheck: "false",
        "aria-label": t(`fixtures.${this.kind}.${column.key}`), "aria-invalid": problem ? "true" : null,
        "aria-describedby": problem ? `${key}-problem` : null, inputmode: column.integer ? "numeric" : null,
        oninput: () => this.#change(entry, column, input, path),
      });
      return h("td", { data: { label: t(`fixtures.${this.kind}.${column.key}`) } }, input, problem && h("p", { class: "problem", id: `${key}-problem` }, problem));
    });
    const remove = h("button", { type: "button", class: "quiet remove", "aria-label": t("fixtures.remove"), title: t("fixtures.remove"), onclick: () => this.#remove(entry) }, icon("bin"));
    return h("tr", {}, cells, h("td", { class: "end" }, remove));
  }

  #change(entry, column, input, path) {
    lastField = input.id;
    const { value } = read(column, input.value);
    if (value === undefined) delete entry[column.key];
    else entry[column.key] = value;
    // What was refused is being mended.
    if (problems.delete(path)) {
      input.removeAttribute("aria-invalid");
      input.nextElementSibling?.remove();
    }
    touched();
  }

  #add() {
    const entries = draft[this.kind];
    const next = entries.reduce((most, entry) => Math.max(most, Number(entry.id) || 0), 0) + 1;
    entries.push(this.kind === "users" ? { name: "", password: "", methods: ["*"] } : { id: next });
    this.#text = this.search.value = "";
    this.#page = Infinity;
    this.draw();
    touched();
    this.body.lastElementChild.querySelectorAll("input")[this.kind === "users" ? 0 : 1].focus();
  }

  #remove(entry) {
    draft[this.kind].splice(draft[this.kind].indexOf(entry), 1);
    problems = new Map();
    this.draw();
    touched();
  }
}

/** Buttons to go through pages. */
export function pager(page, size, count, go) {
  if (count <= size) return [];
  const first = page * size;
  return [
    h("button", { type: "button", class: "previous", disabled: page === 0, onclick: () => go(page - 1) }, t("pages.previous")),
    h("span", { class: "number" }, t("pages.of", { first: first + 1, last: Math.min(first + size, count), count })),
    h("button", { type: "button", class: "next", disabled: first + size >= count, onclick: () => go(page + 1) }, t("pages.next")),
  ];
}

export function startEditors() {
  views.push(...Object.keys(COLUMNS).map((kind) => new Editor(kind)));
  watch((what) => {
    if (what !== "fixtures") return;
    drawCounts();
    if (JSON.stringify(state.fixtures) === origin) return;
    if (!edited) take();
    else {
      outdated = true;
      for (const view of views) view.drawBar();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (edited) event.preventDefault();
  });
}

function drawCounts() {
  for (const kind of Object.keys(COLUMNS)) $(`count-${kind}`).textContent = number(state.fixtures[kind].length);
}

export function buildEditors() {
  if (state.fixtures) drawCounts();
  problems = new Map();
  for (const view of views) view.build();
}
