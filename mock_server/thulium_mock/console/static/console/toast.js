// Short messages at the edge of the page that go away by themselves.

import { $, h } from "./dom.js";

const SECONDS = 4;

export function toast(text, kind = "good") {
  const element = h("p", { class: `toast ${kind}` }, text);
  $("toasts").append(element);
  while ($("toasts").childElementCount > 3) $("toasts").firstElementChild.remove();
  setTimeout(() => element.remove(), (kind === "bad" ? 2 : 1) * SECONDS * 1000);
}
