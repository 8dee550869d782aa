// The living town: its map, its orders by stage, and what can be made to go wrong.
import { ask, calm, clock, el, length, listen, span, stage, t, useZone, write } from "./page.js";
import { TownMap, UNSEEN_AFTER } from "./map.js";
import { Streets } from "./streets.js";

const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 700px)");
const shownMax = () => (narrow.matches ? 4 : 14); // orders in a column
const SAY_EVERY = 12_000; // milliseconds between two sentences for screen readers
const PACES = [1, 5, 20, 40, 60];

let state;
let streets;
let chosen;
let ahead = 0; // by how much the server's clock is ahead, in milliseconds
const map = new TownMap($("map"), { choose });
if (narrow.matches) map.show([{ x: -1050, y: -800 }, { x: 1150, y: 800 }]);
ask("/api/town").then((town) => {
  streets = new Streets(town);
  map.lengthen(town);
}, () => {});

function choose(id) {
  chosen = chosen === id ? undefined : id;
  if (state) draw();
}

function draw() {
  const now = Date.now() + ahead;
  if (!state.orders.some(({ id }) => id === chosen)) chosen = undefined;
  drawMap(now);
  drawBoard();
  drawChosen(now);
  drawSide(now);
}

function drawMap(now) {
  const order = state.orders.find(({ id }) => id === chosen);
  const open = state.orders.filter(({ status }) => !["end", "off"].includes(stage(status)));
  map.setMarks([
    { id: "store", kind: "store", at: state.store.point },
    ...open.map(({ id, point, status, number }) => ({ id, at: point, stage: stage(status), tag: `#${number}`, chosen: id === chosen })),
  ]);
  const brings = (courier) => order && courier.order === order.number;
  map.setCouriers(state.couriers.map((courier) => ({ ...courier, chosen: brings(courier) })), streets, now);
  const courier = state.couriers.find(brings);
  if (!order || !streets || ["end", "off"].includes(stage(order.status))) map.setRoute();
  else if (courier && ["ON_THE_WAY", "ARRIVED"].includes(order.status))
    map.setRoute({ done: streets.way(state.store.point, courier.point), left: streets.way(courier.point, order.point) });
  else map.setRoute({ left: streets.way(state.store.point, order.point), planned: true });
  $("couriers").replaceChildren(...state.couriers.map((courier) => {
    const unseen = (now - Date.parse(courier.seen_at)) / 1000;
    const doing = courier.state === "BUSY" ? t("brings", { order: courier.order ? `#${courier.order}` : "…" }) : t(`courier.${courier.state}`);
    const where = streets ? streets.nearest(courier.point).edge.name : "";
    const ago = courier.state === "BUSY" && unseen > UNSEEN_AFTER ? ` · ${t("seen_ago", { ago: length(unseen) })}` : "";
    return el("tr", {}, el("th", { scope: "row" }, courier.name), el("td", {}, doing), el("td", {}, where + ago));
  }));
}

const cards = new Map();
function card(order) {
  let li = cards.get(order.id);
  if (!li) {
    const button = el("button", { class: "order", type: "button" }, el("span", { class: "who" }), el("span", { class: "when" }), el("span", { class: "what" }));
    button.onclick = () => choose(order.id);
    li = el("li", {}, button);
    cards.set(order.id, li);
  }
  const [who, when, what] = li.firstChild.children;
  const name = stage(order.status);
  li.className = `stage-${name}`;
  li.firstChild.setAttribute("aria-pressed", String(order.id === chosen));
  write(who, `#${order.number} ${order.customer}`);
  const late = order.late_seconds >= 60 && !["end", "off"].includes(name);
  write(when, ["end", "off"].includes(name) ? clock(order.updated_at) : late ? t("late_by", { late: length(order.late_seconds) }) : clock(order.window.to));
  when.classList.toggle("late", late);
  const reason = name === "off" && order.reason ? `: ${t(`reason.${order.reason}`)}` : "";
  const courier = name === "road" && order.courier ? ` · ${order.courier}` : "";
  write(what, t(`status.${order.status}`) + reason + courier);
  what.title = what.textContent;
  return li;
}

/** Cards go where they belong, and are seen to go there. */
function drawBoard() {
  const before = new Map([...cards].filter(([, li]) => li.isConnected).map(([id, li]) => [id, li.getBoundingClientRect()]));
  const focused = document.activeElement;
  const columns = Map.groupBy
    ? Map.groupBy(state.orders, ({ status }) => stage(status).replace("off", "end"))
    : new Map();
  for (const list of document.querySelectorAll("[data-stage]")) {
    const orders = columns.get(list.dataset.stage) ?? [];
    if (list.dataset.stage === "end") orders.sort((a, b) => b.updated_at.localeCompare(a.updated_at));
    const items = orders.slice(0, shownMax()).map(card);
    if (orders.length > items.length) items.push(el("li", { class: "more" }, t("more", { count: orders.length - items.length })));
    if (items.length !== list.children.length || items.some((item, i) => item !== list.children[i])) list.replaceChildren(...items);
    write(list.parentElement.querySelector("b"), String(orders.length));
  }
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
  const known = new Set(state.orders.map(({ id }) => id));
  for (const [id, li] of cards) {
    if (!known.has(id)) cards.delete(id);
    if (!li.isConnected || calm.matches || !before.size) continue;
    const [was, is] = [before.get(id), li.getBoundingClientRect()];
    const [dx, dy] = was ? [was.left - is.left, was.top - is.top] : [0, 0];
    if (!was) li.animate([{ opacity: 0, transform: "scale(.96)" }, { opacity: 1, transform: "none" }], { duration: 300, easing: "ease-out" });
    else if (Math.abs(dx) + Math.abs(dy) > 1)
      li.animate([{ transform: `translate(${dx}px,${dy}px)`, zIndex: 1 }, { transform: "none", zIndex: 1 }], { duration: dx ? 650 : 300, easing: "cubic-bezier(.3,.8,.3,1)" });
  }
}

const panel = {};
function drawChosen() {
  const order = state.orders.find(({ id }) => id === chosen);
  const box = $("chosen");
  box.hidden = !order;
  if (!order) return;
  if (!panel.title) {
    panel.title = el("h3");
    panel.status = el("p");
    panel.way = el("p", { class: "soft" });
    panel.link = el("a", {}, t("follow"));
    panel.chat = el("a", {}, t("chat"));
    const close = el("button", { type: "button", class: "close", "aria-label": t("close") }, "×");
    close.onclick = () => choose(chosen);
    box.append(panel.title, panel.status, panel.way, el("p", {}, panel.link, " · ", panel.chat), close);
  }
  write(panel.title, `#${order.number} · ${order.customer}`);
  const ended = ["end", "off"].includes(stage(order.status));
  const courier = order.courier && !ended ? ` · ${order.courier}` : "";
  write(panel.status, t(`status.${order.status}`) + courier);
  write(panel.way, `${order.address}${ended ? "" : ` · ${t("arrives", { window: span(order.window) })}`}`);
  panel.link.href = `${order.tracking_link}?lang=${document.documentElement.lang}`;
  panel.chat.href = `/chat?order=${order.tracking_link.split("/").pop()}&lang=${document.documentElement.lang}`;
}

function drawSide(now) {
  for (const dd of document.querySelectorAll("#counts [data-name]")) write(dd, state.counts[dd.dataset.name].toLocaleString(document.documentElement.lang));
  const found = state.invariants;
  for (const li of document.querySelectorAll("#invariants [data-name]")) {
    if (!found) continue;
    const count = found[li.dataset.name];
    write(li.firstChild, String(count));
    li.className = count === 0 ? "holds" : "broken";
  }
  write($("checked"), found ? t("checked", { orders: found.orders, ago: length(Math.max(0, (now - Date.parse(found.checked_at)) / 1000)) }) : t("checking"));
  for (const input of document.querySelectorAll("#pace input")) input.checked = Number(input.value) === state.pace;
  drawFailures();
}

function drawFailures() {
  const list = $("failures");
  const lang = document.documentElement.lang;
  for (const { name, on, title, expected } of state.failures) {
    let input = $(`failure-${name}`);
    if (!input) {
      input = el("input", { type: "checkbox", role: "switch", class: "switch", id: `failure-${name}`, "aria-describedby": `expected-${name}` });
      input.onchange = () => ask("/demo/failures", { name, on: input.checked }).catch(() => (input.checked = !input.checked));
      list.append(el("li", {}, el("label", { for: input.id }, title[lang]), input, el("p", { id: `expected-${name}` }, expected[lang])));
    }
    if (document.activeElement !== input || input.checked === on) input.checked = on;
    else setTimeout(() => (input.checked = state.failures.find((it) => it.name === name).on), 1500);
  }
}

function buildPace() {
  for (const times of PACES) {
    const input = el("input", { type: "radio", name: "pace", value: times });
    input.onchange = () => ask("/demo/pace", { times }).catch(() => {});
    $("pace").append(el("label", {}, input, `×${times}`));
  }
}

/** What screen readers are told: milestones, gathered, and not often. */
const saying = [];
let said = 0;
function listenFor(before, after) {
  const was = new Map(before?.orders.map(({ id, status }) => [id, status]));
  for (const { id, number, status } of after.orders)
    if (was.has(id) && was.get(id) !== status && ["ON_THE_WAY", "DELIVERED", "CANCELLED", "RETURNED", "FAILED"].includes(status))
      saying.push(`#${number}: ${t(`status.${status}`)}`);
  if (saying.length && Date.now() - said > SAY_EVERY) {
    $("said").textContent = `${saying.splice(0).slice(-4).join("; ")}.`;
    said = Date.now();
  }
}

buildPace();
listen("/demo/events", {
  state: ({ data }) => {
    const before = state;
    state = JSON.parse(data);
    ahead = Date.parse(state.now) - Date.now();
    useZone(state.store.time_zone);
    listenFor(before, state);
    draw();
  },
}, (lost) => ($("lost").hidden = !lost));
setInterval(() => state && !document.hidden && draw(), 1000);
