// The view that steers how the mock behaves: scenarios, faults, the seed, and the reset.

import { Refused, post, put, remove } from "./api.js";
import { confirm } from "./dialogs.js";
import { $, h, icon, setChildren, setText } from "./dom.js";
import { describe, left } from "./fault-text.js";
import { sendQuery } from "./examples.js";
import { faultForm } from "./fault-form.js";
import { countdown } from "./format.js";
import { language, t } from "./i18n.js";
import { activeFaults, fetchAll, fetchFaults, state } from "./state.js";
import { toast } from "./toast.js";

/** Faults that are wanted so often that one click makes them. */
const USUAL = {
  outage: { answer: { code: 503 } },
  limited: { answer: { code: 429, retry_after: 30 } },
  broken: { answer: { code: 500 } },
  tenth: { answer: { code: 503 }, share: 0.1 },
  once: { answer: { code: 503 }, times: 1 },
  slow: { delay: { milliseconds: 2000 } },
  jittery: { delay: { median: 300, sigma: 1 } },
  dropped: { connection: "drop" },
  malformed: { connection: "malformed" },
  undelivered: { delivery: "dropped" },
  repeated: { delivery: "twice" },
};

/** So many magic inputs are shown. */
const MAGIC = 100;

/** Do what changes faults, show what came of it, and say so if it fails. */
export async function change(action) {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof TypeError)) throw error;
    toast(error instanceof Refused ? error.message : t("gone.title"), "bad");
  }
  await fetchFaults().catch(() => {});
}

const setScenario = (name) => change(() => put("/scenario", { name }));

/** Switch off whatever is active: the scenario and all faults. */
export const switchOff = () => change(async () => {
  if (state.scenario !== null) await put("/scenario", { name: null });
  await remove("/faults");
});

export const scenarioTitle = (scenario) => scenario.title?.[language] ?? scenario.name;

function scenarioButtons(compact) {
  const button = (name, title, note) =>
    h(
      "button",
      { type: "button", class: "scenario", title: compact ? (name ?? "") : null, "aria-pressed": String((state.scenario?.name ?? null) === name), data: { scenario: name ?? "" }, onclick: () => setScenario(name) },
      h("b", {}, title),
      !compact && h("span", {}, note),
    );
  // Where the focus is after one was chosen, so that what was switched on is switched off by the next key.
  const off = (state.scenario !== null || state.faults.length > 0) && h("button", { type: "button", class: "off", onclick: switchOff }, t("sign.off"));
  const all = [
    button(null, t("scenario.normal"), t("scenario.normal.note")),
    ...state.scenarios.map((scenario) => button(scenario.name, scenarioTitle(scenario), scenario.faults.map((fault) => describe(fault)).join("; "))),
  ];
  return all.flatMap((each) => (off && each.getAttribute("aria-pressed") === "true" ? [each, off] : [each]));
}

export class Behaviour {
  constructor(element) {
    this.element = element;
    this.form = null;
    setInterval(() => this.#tick(), 1000);
  }

  /** Build the view in the language of now. */
  build() {
    this.scenarios = h("div", { class: "scenarios" });
    this.active = h("div", { class: "active" });
    this.magic = h("ul", { class: "magic" });
    this.form = faultForm(async (fault) => {
      await post("/faults", fault);
      await fetchFaults();
      toast(t("fault.added"));
    });
    const seed = h("input", { id: "seed", inputmode: "numeric", autocomplete: "off", placeholder: t("seed.none"), size: "12" });
    this.element.replaceChildren(
      h("div", { class: "page" },
        panel("scenario.title", "scenario.note", this.scenarios),
        panel("fault.usual", "fault.usual.note", h("div", { class: "chips" }, Object.entries(USUAL).map(([name, fault]) =>
          h("button", { type: "button", data: { fault: name }, onclick: () => change(() => post("/faults", fault)) }, t(`usual.${name}`))))),
        panel("fault.active", null, this.active),
        panel("fault.own", "fault.own.note", this.form),
        panel("magic.title", "magic.note", this.magic),
        panel("seed.title", "seed.note", h("form", { class: "line", onsubmit: (event) => setSeed(event, seed) }, h("label", { for: "seed" }, t("seed.label")), seed, h("button", {}, t("seed.set")))),
        panel("reset.title", "reset.note", h("button", { type: "button", class: "danger", id: "reset", onclick: reset }, t("reset"))),
      ),
    );
    this.draw();
    this.fill();
  }

  /** Show what the fixtures say of now: queues to choose from, and inputs that lead to faults. */
  fill() {
    this.form.fill();
    this.magic.replaceChildren(...(state.fixtures?.rules ?? []).slice(0, MAGIC).map((rule) => h(
      "li", {},
      h("code", {}, Object.entries(rule.when ?? {}).map(([name, value]) => `${name}=${value}`).join("&") || t("field.queue.all")),
      h("span", {}, describe({ ...rule, when: undefined })),
      rule.when && h("button", { type: "button", class: "quiet", title: t("magic.try"), "aria-label": t("magic.try"), onclick: () => sendQuery(rule.when, language) }, icon("send")),
    )));
  }

  /** Show the state of now. */
  draw() {
    setChildren($("quick-scenarios"), ...scenarioButtons(true));
    setChildren(this.scenarios, ...scenarioButtons(false));
    const count = state.faults.length;
    $("count-faults").textContent = activeFaults().length || "";
    setChildren(
      this.active,
      count
        ? h("ul", { class: "faults" }, state.faults.map((fault) => h(
            "li", { data: { fault: fault.fault_id } },
            h("span", { class: "tag fault" }, fault.name ?? t("fault")),
            h("span", { class: "what" }, describe(fault)),
            h("span", { class: "number left" }, remaining(fault)),
            h("button", { type: "button", class: "quiet", "aria-label": t("fault.remove"), title: t("fault.remove"), onclick: () => change(() => remove(`/faults/${fault.fault_id}`)) }, icon("close")),
          )))
        : h("p", { class: "note" }, t("fault.none")),
    );
    this.#tick();
  }

  #tick() {
    let over = state.scenario !== null && left(state.scenario) <= 0;
    for (const fault of state.faults) {
      const cell = this.active?.querySelector(`[data-fault="${fault.fault_id}"] .left`);
      if (cell) setText(cell, remaining(fault));
      over ||= left(fault) !== null && left(fault) <= 0;
    }
    // The mock forgets a fault whose time is over without telling.
    if (over) fetchFaults().catch(() => {});
  }
}

function remaining(fault) {
  const seconds = left(fault);
  return seconds === null ? "" : countdown(seconds);
}

function panel(title, note, ...content) {
  return h("section", { class: "panel" }, h("h2", {}, t(title)), note && h("p", { class: "note" }, t(note)), ...content);
}

async function setSeed(event, input) {
  event.preventDefault();
  const text = input.value.trim();
  const valid = /^\d{0,15}$/.test(text);
  input.setAttribute("aria-invalid", String(!valid));
  if (!valid) {
    toast(t("seed.invalid"), "bad");
    return;
  }
  await change(() => post("/seed", { seed: text === "" ? null : Number(text) }));
  toast(text === "" ? t("seed.cleared") : t("seed.done", { seed: text }));
}

async function reset() {
  if (!(await confirm(t("reset.title"), t("reset.ask"), t("reset")))) return;
  await change(() => post("/reset"));
  await fetchAll().catch(() => {});
  toast(t("reset.done"));
}
