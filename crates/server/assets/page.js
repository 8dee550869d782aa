// What every page has in common: texts, times, elements, and data that keeps coming.
export const lang = document.documentElement.lang;
const texts = await (await fetch(`/assets/texts.${lang}.json`)).json();

/** The text of a key, with `{names}` filled in. */
export const t = (key, values = {}) =>
  (texts[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** An element: `el("p", {class: "soft"}, "text", child)`. */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}
/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}
function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}
/** Sets a text only when it is another, so that nothing is read out or selected anew. */
export const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

let zone;
export const useZone = (name) => (zone = name || undefined);
export const clock = (time) =>
  new Intl.DateTimeFormat(lang, { hour: lang === "en" ? "numeric" : "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(time));
export const span = ({ from, to }) => {
  const [a, b] = [clock(from), clock(to)];
  return a === b ? a : `${a}–${b}`;
};
export const money = (minor) =>
  new Intl.NumberFormat(lang, { style: "currency", currency: "BRL" }).format(minor / 100);
/** `40 s`, `3 min`, `2 h`. */
export const length = (seconds) =>
  seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;

export const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Asks for JSON, in the language of the page. */
export async function ask(path, body) {
  const headers = { "accept-language": lang };
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(path, { headers, method: body ? "POST" : "GET", body: body && JSON.stringify(body) });
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

/** Listens to server-sent events for as long as somebody looks; `lost` says whether they come. */
export function listen(path, events, lost = () => {}) {
  let source;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => lost(false);
    source.onerror = () => {
      lost(true);
      if (source.readyState === EventSource.CLOSED) setTimeout(again, 3000);
    };
    for (const [name, handle] of Object.entries(events)) source.addEventListener(name, handle);
  };
  const again = () => {
    source?.close();
    if (!document.hidden) open();
  };
  document.addEventListener("visibilitychange", again);
  again();
}

/** In which part of its way an order is. */
const STAGES = {
  store: ["RECEIVED", "CHECKING", "NEEDS_CHOICE", "QUOTED", "AWAITING_CONFIRMATION"],
  pay: ["AWAITING_PAYMENT"],
  kitchen: ["CONFIRMED", "PREPARING", "READY"],
  road: ["COURIER_ASSIGNED", "AT_STORE", "ON_THE_WAY", "ARRIVED"],
  end: ["DELIVERED"],
};
export const stage = (status) =>
  Object.keys(STAGES).find((name) => STAGES[name].includes(status)) ?? "off";
