// The form for a fault of one's own.

import { Refused } from "./api.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

const CODES = [400, 401, 403, 404, 429, 500, 503];
const CONNECTIONS = ["drop", "reset", "empty", "truncate", "malformed", "trickle"];
const DELIVERIES = ["late", "twice", "out-of-order", "dropped", "wrong-credentials"];
const MINUTES = [1, 10, 60, 480];

/** What is wrong with each field, or the fault that the form stands for. */
function read(data) {
  const problems = {};
  const integer = (name, least, most) => {
    const text = data.get(name).trim();
    if (text === "") return undefined;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) problems[name] = t("field.range", { least, most });
    return value;
  };
  const fault = {};
  const kind = data.get("kind");
  if (kind === "answer") {
    fault.answer = { code: Number(data.get("code")) };
    const wait = integer("retry_after", 0, 86400);
    if (wait !== undefined) fault.answer.retry_after = wait;
  } else if (kind !== "delay") fault[kind] = data.get(kind);
  const from = integer("delay", 0, 60000);
  const to = integer("delay_to", 0, 60000);
  if (from !== undefined) fault.delay = to === undefined ? { milliseconds: from } : { from, to };
  if (to !== undefined && from === undefined) problems.delay = t("field.required");
  if (to !== undefined && to < from) problems.delay_to = t("field.order");
  if (kind === "delay" && from === undefined) problems.delay = t("field.required");
  const share = integer("share", 1, 100);
  if (share !== undefined && share < 100) fault.share = share / 100;
  const times = integer("times", 1, 1000000);
  if (times !== undefined) fault.times = times;
  const operation = data.get("operation");
  if (operation && kind !== "delivery") fault.operation = operation;
  const queue = data.get("queue");
  if (queue) fault.when = { chat_queue_id: Number(queue) };
  fault.ttl = Number(data.get("minutes")) * 60;
  const name = data.get("name").trim();
  if (name) fault.name = name;
  return { fault, problems };
}

/** The form; `add(fault)` sends what it stands for. */
export function faultForm(add) {
  const field = (name, control, note) => h("div", { class: "field", data: { field: name } }, h("label", { for: `fault-${name}` }, t(`field.${name}`)), control, note && h("p", { class: "note", id: `note-${name}` }, note), h("p", { class: "problem", id: `problem-${name}` }));
  const text = (name, placeholder = "") => field(name, h("input", { id: `fault-${name}`, name, placeholder, autocomplete: "off", "aria-describedby": `problem-${name}`, inputmode: name === "name" ? null : "numeric" }));
  const select = (name, options, note) => field(name, h("select", { id: `fault-${name}`, name, "aria-describedby": note ? `note-${name}` : null }, options.map(([value, label]) => h("option", { value }, label))), note);
  const choices = [select("operation", []), select("queue", [])];
  const form = h(
    "form", { class: "fault-form", novalidate: true, onsubmit: submit },
    select("kind", [["answer", t("kind.answer")], ["delay", t("kind.delay")], ["connection", t("kind.connection")], ["delivery", t("kind.delivery")]]),
    select("code", CODES.map((code) => [code, t(`code.${code}`)])),
    select("connection", CONNECTIONS.map((name) => [name, t(`connection.${name}`)]), t("field.connection.note")),
    select("delivery", DELIVERIES.map((name) => [name, t(`deliver.${name}`)]), t("field.delivery.note")),
    text("retry_after", "30"),
    text("delay", "0"),
    text("delay_to", ""),
    text("share", "100"),
    text("times", t("field.times.all")),
    choices,
    select("minutes", MINUTES.map((minutes) => [minutes, minutes < 60 ? t("minutes", { count: minutes }) : t("hours", { count: minutes / 60 })])),
    text("name", t("field.name.example")),
    h("p", { class: "problem whole" }),
    h("div", { class: "buttons" }, h("button", { class: "primary", id: "add-fault" }, t("fault.add"))),
  );
  form.elements.minutes.value = "10";
  form.elements.code.value = "503";

  function shape() {
    form.dataset.kind = form.elements.kind.value;
  }

  function show(problems) {
    for (const element of form.querySelectorAll(".field")) {
      const { field: name } = element.dataset;
      element.querySelector(".problem").textContent = problems[name] ?? "";
      form.elements[name].setAttribute("aria-invalid", String(name in problems));
    }
  }

  async function submit(event) {
    event.preventDefault();
    const { fault, problems } = read(new FormData(form));
    const whole = form.querySelector(".whole");
    whole.textContent = "";
    show(problems);
    const [first] = Object.keys(problems);
    if (first) {
      form.elements[first].focus();
      return;
    }
    try {
      await add(fault);
    } catch (error) {
      if (error instanceof Refused) whole.textContent = error.message;
      else if (error instanceof TypeError) toast(t("gone.title"), "bad");
      else throw error;
    }
  }

  /** Offer the operations and queues of now. */
  form.fill = () => {
    offer(form.elements.operation, state.operations.map((name) => [name, name]));
    const queues = (state.fixtures?.queues ?? []).slice(0, 500);
    offer(form.elements.queue, queues.map(({ id, name }) => [String(id), name ? `${id} · ${name}` : String(id)]));
  };
  form.addEventListener("change", shape);
  form.fill();
  shape();
  return form;
}

/** Offer values with their labels, besides none; what was chosen stays. */
function offer(select, values) {
  const chosen = select.value;
  select.replaceChildren(...[["", t("field.queue.all")], ...values].map(([value, label]) => h("option", { value }, label)));
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = "";
}
