// The view of the requests as they come: toolbar, list and details.

import { base, get, remove, send } from "./api.js";
import { copy } from "./clipboard.js";
import { $, h, icon, setText, soon } from "./dom.js";
import { Detail } from "./detail.js";
import { names as examples, sendExample } from "./examples.js";
import { language, number, t } from "./i18n.js";
import { Journal, KEPT } from "./journal.js";
import { List } from "./list.js";
import { toast } from "./toast.js";

const CLASSES = ["2", "4", "5", "0"];
const ANNOUNCE = 1500;

export class Requests {
  journal = new Journal();

  /** `converse(id)` shows a conversation. */
  constructor(converse) {
    this.list = new List($("list"), $("rows"), this.journal, { changed: () => this.#drawBar(), opened: (row) => this.open(row) });
    this.detail = new Detail($("detail"), () => this.close(), converse);
    this.showSoon = soon(() => this.list.selectedRow && this.detail.show(this.list.selectedRow.number), 60);
    $("filter").addEventListener("input", () => this.#filter());
    $("pause").addEventListener("click", () => this.pause());
    $("try").addEventListener("click", () => this.try());
    $("har").addEventListener("click", () => downloadHar().catch((error) => toast(error.message, "bad")));
    $("forget").addEventListener("click", () => remove("/requests").catch((error) => toast(error.message, "bad")));
    this.came = 0;
    this.announce = soon(() => this.#announce(), ANNOUNCE);
  }

  /** Build what is made of words, in the language of now. */
  build() {
    $("classes").replaceChildren(
      ...CLASSES.map((each) => h("button", { type: "button", data: { class: each }, "aria-pressed": String(this.list.filter.classes.has(each)), title: t(`class.${each}`), onclick: () => this.#toggle(each) }, each === "0" ? t("class.0.short") : `${each}xx`)),
    );
    $("base-url").querySelector("code").textContent = location.origin + base;
    $("empty").replaceChildren();
    if (this.detail.found) this.detail.draw();
    this.list.rewrite();
  }

  add(requests) {
    const newest = this.journal.newest?.number ?? 0;
    const came = requests.filter(({ number }) => number > newest).length;
    this.journal.add(requests);
    this.came += came;
    this.announce();
    if (came === requests.length) this.list.draw();
    else this.list.refresh();
    if (this.detail.open && requests.some(({ number }) => number === this.list.selected)) this.showSoon();
  }

  /** Add older requests, and tell whether there is room for more. */
  addOlder(requests) {
    const before = this.journal.oldest?.number ?? Infinity;
    this.journal.addOlder(requests.filter((request) => request.number < before));
    this.list.refresh();
    return this.journal.rows.length < KEPT;
  }

  clear() {
    this.journal.clear();
    this.list.clear();
    this.close();
  }

  open(row) {
    this.list.select(row);
    this.detail.show(row.number);
  }

  /** Show a request, whatever the filter lets through. */
  openNumber(number) {
    location.assign("#/requests");
    this.clearFilter();
    this.open({ number });
  }

  close() {
    this.detail.close();
    if (!$("view-requests").hidden) $("list").focus({ preventScroll: true });
  }

  move(step) {
    const row = this.list.move(step);
    if (row && this.detail.open) this.showSoon();
  }

  pause() {
    this.list.paused = !this.list.paused;
    this.list.draw();
  }

  async copyCurl() {
    const row = this.list.selectedRow;
    if (!row) return;
    try {
      const { curl } = await get(`/requests/${row.number}`);
      await copy(curl, t("curl.copied"));
    } catch (error) {
      toast(error.message, "bad");
    }
  }

  try(name = "known") {
    return sendExample(name, language);
  }

  #filter() {
    this.list.filter.text = $("filter").value;
    $("list").scrollTop = 0;
    this.list.refresh();
  }

  /** Empty the filter; tell whether there was anything in it. */
  clearFilter() {
    if (this.list.filter.empty) return false;
    $("filter").value = "";
    this.list.filter.classes.clear();
    for (const button of $("classes").children) button.setAttribute("aria-pressed", "false");
    this.#filter();
    return true;
  }

  #toggle(each) {
    const { classes } = this.list.filter;
    if (!classes.delete(each)) classes.add(each);
    for (const button of $("classes").children) button.setAttribute("aria-pressed", String(classes.has(button.dataset.class)));
    this.#filter();
  }

  #drawBar() {
    const { rows } = this.journal;
    const all = rows.length;
    setText($("shown"), this.list.filter.empty ? t("shown.all", { count: all }) : t("shown.some", { some: this.list.length, count: all }));
    setText($("count-requests"), all ? number(all) : "");
    const { paused, waiting } = this.list;
    const button = $("pause");
    button.setAttribute("aria-pressed", String(paused));
    button.querySelector("use").setAttribute("href", `console/icons.svg#${paused ? "play" : "pause"}`);
    setText(button.querySelector("span"), paused ? t("resume", { count: waiting }) : t("pause"));
    this.#drawEmpty(all);
  }

  #drawEmpty(all) {
    const empty = $("empty");
    empty.hidden = this.list.length > 0;
    if (empty.hidden) return;
    const kind = all ? "filtered" : "fresh";
    if (empty.dataset.kind === kind && empty.childElementCount) return;
    empty.dataset.kind = kind;
    if (all) {
      empty.replaceChildren(h("h2", {}, t("empty.filtered")), h("button", { type: "button", onclick: () => this.clearFilter() }, t("filter.clear")));
      return;
    }
    empty.replaceChildren(
      icon("requests"),
      h("h2", {}, t("empty.title")),
      h("p", {}, t("empty.text")),
      h("p", {}, h("code", { class: "url" }, location.origin + base)),
      h("p", {}, t("empty.examples")),
      h("div", { class: "chips" }, examples.map((name) => h("button", { type: "button", data: { example: name }, onclick: () => this.try(name) }, t(`example.${name}`)))),
    );
  }

  /** Say what has come in to those who cannot see it: one sentence, however much it is. */
  #announce() {
    const row = this.journal.newest;
    if (!row || !this.came) return;
    const said = this.came === 1 ? t("announce.one", { method: row.method, path: row.path, status: row.status ?? t(`status.${row.state}`) }) : t("announce.many", { count: this.came });
    this.came = 0;
    $("live").replaceChildren(h("p", {}, said));
  }
}

async function downloadHar() {
  const response = await send("GET", "/har");
  if (!response.ok) throw new Error(t("har.failed", { status: String(response.status) }));
  const url = URL.createObjectURL(await response.blob());
  h("a", { href: url, download: "thulium-mock.har" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
