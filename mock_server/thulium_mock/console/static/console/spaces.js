// Choosing a space: it stands in the page's address, so that a link leads to it.

import { get, space } from "./api.js";
import { $, h } from "./dom.js";
import { prompt } from "./dialogs.js";
import { t } from "./i18n.js";

const NEW = " new";
const NAME = "[a-z0-9][a-z0-9_-]{0,62}";

let known = [];

export async function fetchSpaces() {
  known = (await get("/spaces", { root: true })).result.map((each) => each.name);
  drawSpaces();
}

export function drawSpaces() {
  const names = [...new Set(["default", ...known, space])];
  $("space").replaceChildren(
    ...names.map((name) => h("option", { value: name }, name)),
    h("option", { value: NEW }, t("space.new")),
  );
  $("space").value = space;
}

export function startSpaces() {
  const select = $("space");
  // Spaces come with their first request, so the list is fetched when somebody is about to look at it.
  for (const type of ["pointerenter", "focus"]) select.addEventListener(type, () => fetchSpaces().catch(() => {}));
  select.addEventListener("change", async () => {
    const chosen = select.value === NEW ? await prompt(t("space.new.title"), t("space.new.text"), t("space.go"), NAME) : select.value;
    select.value = space;
    if (chosen && chosen !== space) location.assign(chosen === "default" ? "/" : `/?space=${encodeURIComponent(chosen)}`);
  });
}
