// The plain sign while a scenario or a fault is active: a bar across the top, and the tab's title and icon.

import { $, setText } from "./dom.js";
import { describe, left } from "./fault-text.js";
import { countdown } from "./format.js";
import { scenarioTitle, switchOff } from "./faults.js";
import { t } from "./i18n.js";
import { activeFaults, state } from "./state.js";
import { space } from "./api.js";

const name = space === "default" ? "" : ` · ${space}`;

export function startSign() {
  $("sign-off").addEventListener("click", switchOff);
  setInterval(drawTime, 1000);
}

export function drawSign() {
  const { scenario } = state;
  const faults = activeFaults();
  const active = faults.length > 0 || scenario !== null;
  const title = scenario ? t("sign.scenario", { title: scenarioTitle(scenario) }) : t("sign.faults", { count: faults.length });
  document.title = `${active ? `⚠ ${title} · ` : ""}Thulium mock${name}`;
  const icon = `console/${active ? "icon-fault" : "icon"}.svg`;
  if ($("icon").getAttribute("href") !== icon) $("icon").setAttribute("href", icon);
  if (active) {
    setText($("sign-title"), title);
    setText($("sign-text"), faults.map((fault) => describe(fault)).join("; "));
  }
  $("sign").hidden = !active;
  drawTime();
}

function drawTime() {
  // What lasts longest says when all is over.
  const times = activeFaults().map(left).filter((seconds) => seconds !== null);
  const shown = times.length ? t("sign.left", { time: countdown(Math.max(...times)) }) : "";
  setText($("sign-left"), shown);
}
