// The languages of the page: `t("key")` is a sentence in the one that is chosen.

import { en } from "./en.js";
import { pl } from "./pl.js";
import { forever } from "./storage.js";

const TABLES = { en, pl };
const changed = new Set();

export let language = forever.get("language") ?? (navigator.language.toLowerCase().startsWith("pl") ? "pl" : "en");
if (!(language in TABLES)) language = "en";

let plurals = new Intl.PluralRules(language);
let numbers = new Intl.NumberFormat(language);

/** The sentence called `key`, `{name}` filled in from `values`; `values.count` chooses among plural forms. */
export function t(key, values = {}) {
  let template = TABLES[language][key];
  if (template === undefined) throw new Error(`no sentence is called ${key}`);
  if (typeof template === "object") template = template[plurals.select(values.count)] ?? template.other;
  return template.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? numbers.format(value) : String(value);
  });
}

export const number = (value, options) => (options ? new Intl.NumberFormat(language, options) : numbers).format(value);

/** Call `action` now and whenever the language changes. */
export function inEachLanguage(action) {
  changed.add(action);
  action();
}

export function setLanguage(chosen) {
  language = chosen;
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(language);
  forever.set("language", language);
  for (const action of changed) action();
}

/** Fill in the sentences that index.html names in `data-t…` attributes. */
export function translatePage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  const attributes = { tLabel: "aria-label", tTitle: "title", tPlaceholder: "placeholder" };
  for (const element of document.querySelectorAll("[data-t-label], [data-t-title], [data-t-placeholder]")) {
    for (const [key, attribute] of Object.entries(attributes)) {
      if (element.dataset[key]) element.setAttribute(attribute, t(element.dataset[key]));
    }
  }
}
