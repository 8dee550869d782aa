// The phones of a demo's customers: what they were sent, and what they were not.
import { ask, clock, el, lang, t, useZone, write } from "./page.js";

const $ = (id) => document.getElementById(id);
const LOOK_EVERY = 2000; // milliseconds
const PEOPLE_MAX = 40;
const COLOURS = ["store", "pay", "kitchen", "road", "end"];
useZone(document.body.dataset.zone);

let messages = [];
let whose;
let shown = new Set();

const unsent = ({ state }) => state === "NOT_SENT" || state === "FAILED";

function draw() {
  const people = new Map();
  for (const message of messages.filter((it) => !unsent(it))) {
    if (!people.has(message.order)) people.set(message.order, []);
    people.get(message.order).push(message);
  }
  if (!people.has(whose)) whose = people.keys().next().value;
  const list = [...people].slice(0, PEOPLE_MAX).map(([order, [last]]) => person(order, last));
  if (list.length) $("people").replaceChildren(...list);
  if (whose) conversation(people.get(whose));
  const held = messages.filter(unsent);
  if (held.length) $("unsent").replaceChildren(...held.slice(0, 40).map(reason));
}

const rows = new Map();
function person(order, last) {
  let li = rows.get(order);
  if (!li) {
    const button = el("button", { type: "button" }, el("span", { class: "face", "aria-hidden": "true" }), el("span", { class: "name" }), el("span", { class: "time" }), el("span", { class: "last" }));
    button.onclick = () => {
      whose = order;
      shown = new Set();
      draw();
    };
    li = el("li", { class: `stage-${COLOURS[(last.number ?? 0) % COLOURS.length]}` }, button);
    rows.set(order, li);
  }
  const [face, name, time, about] = li.firstChild.children;
  li.firstChild.setAttribute("aria-pressed", String(order === whose));
  write(face, last.customer.slice(0, 1));
  write(name, `${last.customer} · #${last.number ?? "–"}`);
  write(time, clock(last.at));
  write(about, `${t(`channel.${last.channel}`)}: ${last.about}`);
  return li;
}

function conversation(list) {
  write($("whose"), t("conversation", { name: `${list[0].customer} · #${list[0].number ?? "–"}` }));
  const items = [...list].reverse();
  const key = items.map(({ id, state }) => id + state);
  if (key.length === shown.size && key.every((it) => shown.has(it))) return;
  const first = shown.size === 0;
  let before;
  $("messages").replaceChildren(...items.flatMap((message) => {
    const head = `${t(`channel.${message.channel}`)} · ${message.to ?? ""}`;
    const day = head === before ? [] : [el("li", { class: "day" }, head)];
    before = head;
    const fresh = !first && !shown.has(message.id + message.state);
    return [...day, el("li", { class: `bubble ${message.channel} ${message.state}${fresh ? " fresh" : ""}` },
      message.subject ? el("strong", {}, message.subject) : null, ...linked(message.text ?? message.about), el("small", {}, note(message)))];
  }));
  shown = new Set(key);
  $("messages").scrollTop = $("messages").scrollHeight;
}

/** The text, whose links to this server can be followed. */
const linked = (text) => text.split(/(https?:\/\/[^\s<>"]+)/).map((piece, i) =>
  i % 2 && piece.startsWith(`${location.origin}/`) ? el("a", { href: piece }, piece) : piece);

function note({ state, until, at }) {
  if (state === "HELD") return t("held_until", { at: clock(until) });
  return state === "SENDING" ? t("sending") : clock(at);
}

const reason = ({ customer, number, channel, about, state, why, at }) =>
  el("li", {},
    el("p", {}, el("strong", {}, `${customer} · #${number ?? "–"}`), ` ${about} · ${t(`channel.${channel}`)} · ${clock(at)}`),
    el("p", {}, state === "FAILED" ? t("failed", { why }) : why));

async function look() {
  if (!document.hidden) {
    try {
      messages = (await ask(`/demo/messages?lang=${lang}`)).items;
      $("lost").hidden = true;
      draw();
    } catch {
      $("lost").hidden = false;
    }
  }
  setTimeout(look, LOOK_EVERY);
}
look();
