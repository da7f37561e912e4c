// Times, durations and JSON for people.

import { h } from "./dom.js";
import { language, number } from "./i18n.js";

const two = (value) => String(value).padStart(2, "0");

/** The local time of day to the millisecond, in parts, the milliseconds last. */
export function exactTime(iso) {
  const date = new Date(iso);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return [clock, h("i", {}, `.${String(date.getMilliseconds()).padStart(3, "0")}`)];
}

export function dateAndTime(iso) {
  return new Date(iso).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium", hour12: false });
}

export function duration(milliseconds) {
  if (milliseconds >= 1000) {
    return `${number(milliseconds / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
  }
  const digits = milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0;
  return `${number(milliseconds, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

/** Minutes and seconds, such as `9:05`. */
export function countdown(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor(left / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
/** Beyond so many characters JSON is shown without colours, which take an element each. */
const COLOURED = 100_000;

/** A block with the JSON in `text` laid out and coloured; text that is no JSON as it is. */
export function jsonBlock(text) {
  const block = h("pre", { class: "block", tabindex: "0" });
  let pretty = text;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    block.append(text);
    return block;
  }
  if (pretty.length > COLOURED) {
    block.append(pretty);
    return block;
  }
  let end = 0;
  for (const match of pretty.matchAll(TOKEN)) {
    block.append(pretty.slice(end, match.index));
    const [token, string, colon, word] = match;
    const kind = string ? (colon ? "key" : "string") : word ? "word" : "number";
    block.append(h("span", { class: `json-${kind}` }, string ?? token), colon ?? "");
    end = match.index + token.length;
  }
  block.append(pretty.slice(end));
  return block;
}
