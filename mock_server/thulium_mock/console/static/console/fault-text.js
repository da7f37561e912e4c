// Faults in words.

import { number, t } from "./i18n.js";

/** How many seconds a fault still lasts; null for one without an end. */
export function left(fault) {
  if (fault.expires_in === null || fault.expires_in === undefined) return null;
  return fault.expires_in - (performance.now() - fault.fetched) / 1000;
}

/** A length of time as somebody would write it: 200 ms, 1.5 s. */
const span = (milliseconds) => (milliseconds < 1000 ? `${number(milliseconds)}\u00a0ms` : `${number(milliseconds / 1000)}\u00a0s`);

const percent = (share) => number(share, { style: "percent", maximumFractionDigits: 1 });

function delay(delay) {
  if ("milliseconds" in delay) return t("fault.delay.fixed", { time: span(delay.milliseconds) });
  if ("from" in delay) return t("fault.delay.range", { from: span(delay.from), to: span(delay.to) });
  return t("fault.delay.tail", { median: span(delay.median) });
}

/** What a fault does and to which requests, in one line. */
export function describe(fault) {
  const parts = [];
  if (fault.answer) {
    parts.push(t("fault.answers", { code: String(fault.answer.code ?? fault.answer.example) }));
    if (fault.answer.retry_after !== undefined) parts.push(`Retry-After\u00a0${fault.answer.retry_after}\u00a0s`);
  }
  if (fault.connection) parts.push(t(`connection.${fault.connection}`));
  if (fault.delivery) parts.push(t("fault.delivers", { how: t(`deliver.${fault.delivery}`) }));
  if (fault.delay) parts.push(delay(fault.delay));
  if (fault.quota) parts.push(t("fault.quota", { count: fault.quota.requests, seconds: fault.quota.seconds }));
  if (fault.share !== undefined && fault.share < 1) parts.push(t("fault.share", { share: percent(fault.share) }));
  if (fault.times !== undefined && fault.times !== null) parts.push(t("fault.times", { count: fault.times }));
  if (fault.operation) parts.push(fault.operation);
  if (fault.when) parts.push(...Object.entries(fault.when).map(([name, value]) => `${name}=${value}`));
  return parts.join(" · ");
}
