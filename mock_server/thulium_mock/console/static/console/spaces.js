// Choosing a space: it stands in the page's address, so that a link leads to it.

import { get, remove, root, space } from "./api.js";
import { $, h } from "./dom.js";
import { confirm, prompt } from "./dialogs.js";
import { t } from "./i18n.js";
import { thisTab } from "./storage.js";
import { toast } from "./toast.js";

const NEW = " new";
/** Where the page of the default space finds which space it is to remove. */
const DOOMED = "remove-space";
const NAME = "[a-z0-9][a-z0-9_-]{0,62}";

let known = [];

export async function fetchSpaces() {
  known = (await get("/spaces", { spaceless: true })).result.map((each) => each.name);
  drawSpaces();
}

export function drawSpaces() {
  const names = [...new Set(["default", ...known, space])];
  $("space").replaceChildren(
    ...names.map((name) => h("option", { value: name }, name)),
    h("option", { value: NEW }, t("space.new")),
  );
  $("space").value = space;
  $("space-remove").hidden = space === "default";
}

/**
 * Leave this space and have the next page remove it. This one follows what happens here, and whatever it asked the mock
 * for after the removal would make the space anew.
 */
async function removeThis() {
  if (!(await confirm(t("space.remove.title", { name: space }), t("space.remove.text"), t("space.remove.yes")))) return;
  thisTab.set(DOOMED, space);
  location.assign(`${root}/`);
}

async function removeDoomed() {
  const name = thisTab.get(DOOMED);
  thisTab.set(DOOMED, null);
  if (name === null || name === space) return;
  try {
    await remove(`/spaces/${encodeURIComponent(name)}`, { spaceless: true });
    toast(t("space.removed", { name }));
  } catch (error) {
    toast(error.message, "bad");
  }
}

export function startSpaces() {
  $("space-remove").addEventListener("click", removeThis);
  removeDoomed();
  const select = $("space");
  // Spaces come with their first request, so the list is fetched when somebody is about to look at it.
  for (const type of ["pointerenter", "focus"]) select.addEventListener(type, () => fetchSpaces().catch(() => {}));
  select.addEventListener("change", async () => {
    const chosen = select.value === NEW ? await prompt(t("space.new.title"), t("space.new.text"), t("space.go"), NAME) : select.value;
    select.value = space;
    if (chosen && chosen !== space) location.assign(chosen === "default" ? `${root}/` : `${root}/?space=${encodeURIComponent(chosen)}`);
  });
}
