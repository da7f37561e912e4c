// The console: its parts, put together.

import { fallSilent, onTokenNeeded } from "./api.js";
import { Conversations } from "./conversations.js";
import { copy } from "./clipboard.js";
import { askToken, showKeys } from "./dialogs.js";
import { $, setText, soon } from "./dom.js";
import { Behaviour } from "./faults.js";
import { keepFocus } from "./focus.js";
import { buildEditors, startEditors } from "./fixtures.js";
import { inEachLanguage, language, setLanguage, t, translatePage } from "./i18n.js";
import { startKeys } from "./keys.js";
import { Live } from "./live.js";
import { Requests } from "./requests.js";
import { drawSign, startSign } from "./sign.js";
import { drawSpaces, fetchSpaces, startSpaces } from "./spaces.js";
import { fetchAll, fetchFaults, forgetFaults, watch } from "./state.js";
import { forever } from "./storage.js";
import { Webhooks } from "./webhooks.js";

const VIEWS = ["requests", "conversations", "webhooks", "behaviour", "queues", "customers", "users"];

onTokenNeeded(askToken);
startEditors();
const converse = (id) => conversations.open(id);
const requests = new Requests(converse);
const conversations = new Conversations($("view-conversations"), {
  request: (number) => requests.openNumber(number),
  delivery: (number) => webhooks.open(number),
});
const webhooks = new Webhooks($("view-webhooks"), converse);
const behaviour = new Behaviour($("view-behaviour"));
let link = "connecting";

function drawLink() {
  $("link").dataset.state = link;
  setText($("link").querySelector("span"), t(`link.${link}`));
  $("gone").hidden = link !== "gone";
  $("removed").hidden = link !== "removed";
}

function drawTheme() {
  const { theme } = document.documentElement.dataset;
  const label = t(`theme.${theme ?? "system"}`);
  $("theme").setAttribute("aria-label", label);
  $("theme").title = label;
}

/** Show the view that the address names. */
function show() {
  // A link with a token, opened in a tab that shows the page already.
  if (location.hash.startsWith("#token=")) location.reload();
  const name = location.hash.replace("#/", "");
  const shown = VIEWS.includes(name) ? name : VIEWS[0];
  for (const each of VIEWS) {
    $(`view-${each}`).hidden = each !== shown;
    const anchor = $("nav").querySelector(`[href="#/${each}"]`);
    if (each === shown) {
      anchor.setAttribute("aria-current", "page");
      // On a narrow screen the views do not all fit.
      anchor.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else anchor.removeAttribute("aria-current");
  }
  if (shown === "conversations") conversations.refresh();
  if (shown === "webhooks") webhooks.refresh();
  if (shown === "requests") requests.list.draw();
}

const changed = {
  faults: soon(() => fetchFaults().catch(() => {}), 30),
  all: soon(() => fetchAll().catch(() => {}), 30),
  // Of a delivery both views tell, and nothing else.
  conversations() {},
  deliveries() {},
};
changed.scenario = changed.poll = changed.faults;
changed.reset = changed.fixtures = changed.all;

const live = new Live({
  requests(list) {
    requests.add(list);
    const { key } = conversations.timeline;
    if (list.some(({ conversation_id: id, path }) => id || (key && path.includes(key)))) conversations.refresh();
    if (list.some(({ path }) => path.endsWith("/webhooks"))) webhooks.refresh();
    // A fault that is for the next few requests only may be used up now.
    if (list.some((request) => request.faults.length)) changed.faults();
  },
  older: (list) => requests.addOlder(list),
  restart() {
    requests.clear();
    conversations.refresh();
    webhooks.refresh();
  },
  state(what) {
    (changed[what] ?? changed.all)();
    if (what === "reset") for (const view of [conversations, webhooks]) view.clear();
    conversations.refresh();
    webhooks.refresh();
  },
  link(state) {
    link = state;
    drawLink();
    if (link !== "removed") return;
    fallSilent();
    forgetFaults();
  },
});

watch((what) => {
  if (what === "faults") {
    behaviour.draw();
    drawSign();
  } else if (behaviour.form) behaviour.fill();
});

inEachLanguage(() => {
  translatePage();
  $("language").textContent = language === "en" ? "PL" : "EN";
  $("language").lang = language === "en" ? "pl" : "en";
  requests.build();
  behaviour.build();
  buildEditors();
  conversations.build();
  webhooks.build();
  drawSign();
  drawLink();
  drawTheme();
  drawSpaces();
});

$("language").addEventListener("click", () => setLanguage(language === "en" ? "pl" : "en"));
$("theme").addEventListener("click", () => {
  // From the system's to the opposite, and back.
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const { dataset } = document.documentElement;
  if (dataset.theme) delete dataset.theme;
  else dataset.theme = dark ? "light" : "dark";
  forever.set("theme", dataset.theme ?? null);
  drawTheme();
});
$("base-url").addEventListener("click", () => copy($("base-url").textContent.trim()));
$("help").addEventListener("click", showKeys);
$("anew").addEventListener("click", () => location.reload());
keepFocus();
startSign();
startSpaces();
startKeys(
  requests,
  Object.fromEntries(VIEWS.map((name, index) => [String(index + 1), `#/${name}`])),
  [requests.detail, conversations.timeline, webhooks.pane],
);
addEventListener("hashchange", show);
show();

fetchAll().catch(() => {});
fetchSpaces().catch(() => {});
conversations.fetch().catch(() => {});
webhooks.fetch().catch(() => {});
live.run();
