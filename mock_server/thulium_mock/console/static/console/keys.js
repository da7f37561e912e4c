// The keys of the page; `?` lists them. Those of one character can be switched off, as WCAG 2.1.4 asks.

import { $ } from "./dom.js";
import { showKeys } from "./dialogs.js";
import { forever } from "./storage.js";

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");

/** Keys that do nothing on buttons and links, where they have a meaning already. */
const PRESSING = new Set(["Enter", " "]);

/** `panes` are those that Escape closes. */
export function startKeys(requests, views, panes) {
  const inList = {
    j: () => requests.move(1),
    k: () => requests.move(-1),
    ArrowDown: () => requests.move(1),
    ArrowUp: () => requests.move(-1),
    PageDown: () => requests.move(requests.list.rows.inSight),
    PageUp: () => requests.move(-requests.list.rows.inSight),
    Home: () => requests.move(-Infinity),
    End: () => requests.move(Infinity),
    Enter: () => requests.list.selectedRow && requests.open(requests.list.selectedRow),
    c: () => requests.copyCurl(),
    p: () => requests.pause(),
    "/": () => $("filter").focus(),
  };
  const inTable = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
  const anywhere = { "?": showKeys };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.altKey || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      // What starts a conversation is no key that a finger or a voice hits by mistake.
      if (key === "Enter") requests.try();
      return;
    }
    if (key === "Escape") {
      escape(target, requests, panes);
      return;
    }
    if (typing(target)) {
      // From the filter straight into what it found.
      if (target.id === "filter" && (key === "Enter" || key === "ArrowDown")) {
        event.preventDefault();
        $("list").focus();
        if (!requests.list.selectedRow) requests.move(0);
      }
      return;
    }
    if (key.length === 1 && forever.get("single-keys") === "off") return;
    if (PRESSING.has(key) && target.closest("button, a")) return;
    // Whoever reads the details scrolls them.
    if (target.closest(".detail") && /^(Arrow|Page|Home|End)/.test(key)) return;
    const showing = !$("view-requests").hidden;
    if (!showing && key in inTable && moveFocus(inTable[key])) {
      event.preventDefault();
      return;
    }
    const action = anywhere[key] ?? (showing ? inList[key] : undefined) ?? (key in views ? () => location.assign(views[key]) : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Go to the next row of a table whose rows can be opened; tell whether there is one. */
function moveFocus(step) {
  const rows = [...document.querySelectorAll(".view:not([hidden]) :is(button[data-conversation], button[data-delivery])")].filter((each) => each.checkVisibility());
  const now = rows.indexOf(document.activeElement.closest("tr")?.querySelector("[data-conversation], [data-delivery]"));
  rows[Math.max(0, Math.min(now + step, rows.length - 1))]?.focus();
  return rows.length > 0;
}

function escape(target, requests, panes) {
  const pane = panes.find(({ element }) => element.checkVisibility());
  // What is being written is not lost by a slip.
  if (pane && !pane.element.contains(typing(target))) pane.closed();
  else if (typing(target)) target.blur();
  else requests.clearFilter();
}
