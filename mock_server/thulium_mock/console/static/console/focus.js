// Keeping the focus in the page: what has it may be drawn anew, or go, and would leave whoever uses the keyboard nowhere.

import { $ } from "./dom.js";

const FOCUSABLE = "a[href], button:not(:disabled), input, select, textarea, [tabindex='0']";

const inSight = (element) => element.isConnected && element.checkVisibility();
const focusable = (element) => [...element.querySelectorAll(FOCUSABLE)];
const same = (one, other) => one.id === other.id && one.textContent === other.textContent && JSON.stringify(one.dataset) === JSON.stringify(other.dataset);

/** What had the focus last, and what it was in, the innermost first, each with its place there. */
let last = null;
let around = [];

function remember({ target }) {
  last = target;
  around = [];
  for (let each = target.parentElement; each && each !== document.body; each = each.parentElement) {
    around.push([each, focusable(each).indexOf(target)]);
  }
}

/** What stands for `last` now: the same one drawn anew, what has come to its place, or the view. */
function successor() {
  for (const [element, place] of around) {
    if (element.matches(".view, main")) break;
    if (!inSight(element)) continue;
    const there = focusable(element).filter(inSight);
    const [found, ...others] = there.filter((each) => same(each, last));
    if (found && others.length === 0) return found;
    if (there.length) return there[Math.max(0, Math.min(place, there.length - 1))];
  }
  return $("main");
}

export function keepFocus() {
  document.addEventListener("focusin", remember);
  // Whoever clicks beside everything wants the focus nowhere.
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest(`${FOCUSABLE}, label, option`)) last = null;
  });
  new MutationObserver((changes) => {
    const { activeElement } = document;
    if (!last || document.querySelector("dialog[open]")) return;
    const concerned = !last.isConnected || changes.some(({ type, target }) => type === "attributes" && target.contains(last));
    if (!concerned || inSight(last)) return;
    if (activeElement === document.body || !inSight(activeElement)) successor().focus({ preventScroll: true });
  }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["hidden", "disabled"] });
}
