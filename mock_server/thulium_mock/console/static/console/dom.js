// The page's elements. Text becomes text nodes only, so that nothing a request holds is ever read as markup.

export const $ = (id) => document.getElementById(id);

/** Make an element: `on…` properties are listeners, `data` sets data attributes, others are attributes. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the pictures in icons.svg; it says nothing that the text beside it does not say. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `console/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Change text only if it differs: a text node that is replaced is announced, selected and laid out anew. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Change children from the first that differs on: a button that is replaced while it is pressed is not clicked, and loses the focus. */
export function setChildren(element, ...children) {
  const before = [...element.childNodes];
  let same = 0;
  while (same < Math.min(before.length, children.length) && before[same].isEqualNode(children[same])) same += 1;
  for (const each of before.slice(same)) each.remove();
  element.append(...children.slice(same));
}

/** Call `action` once in the next frame, however often the returned function is called before it. */
export function perFrame(action) {
  let asked = 0;
  return () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      action();
    });
  };
}

/** Call `action` once, so many milliseconds after the first call, however often the returned function is called until then. */
export function soon(action, milliseconds) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      action();
    }, milliseconds);
  };
}
