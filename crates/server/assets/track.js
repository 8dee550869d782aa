// One order, followed by its link.
import { ask, clock, el, lang, length, listen, money, span, stage, t, useZone, write } from "./page.js";
import { TownMap, UNSEEN_AFTER } from "./map.js";
import { Streets } from "./streets.js";

const $ = (id) => document.getElementById(id);
const { token, zone } = document.body.dataset;
useZone(zone);
const path = `/api/track/${encodeURIComponent(token)}`;
const LOOK_EVERY = 5000; // milliseconds, where events do not come or time runs out
const STEPS = ["store", "pay", "kitchen", "road", "end"];

let map;
let streets;
let river;
let view;
let said; // the status that was read out last: its words can have a clock in them
let unheard = false; // whether events do not come
let reached = 0; // the furthest step that was seen, for orders that end early

function show() {
  const { number, first_name, store, status, status_text, window, promised, payment, pin } = view;
  const step = stage(status);
  const ended = ["end", "off"].includes(step);
  document.title = `#${number} · ${status_text} · ${store}`;
  write($("store"), store);
  write($("number"), `${t("order_number", { number })} · ${t("hello", { name: first_name })}`);
  write($("status"), status_text);
  if (said !== status) write($("said"), status_text);
  said = status;
  const inStatus = status_text.toLowerCase().includes(clock(window.from).toLowerCase());
  $("window").hidden = ended || inStatus;
  write($("window").lastElementChild, span(window));
  const late = !ended && Date.parse(window.to) - Date.parse(promised.to) > 60_000;
  $("promised").hidden = !late;
  write($("promised"), t("promised_was", { window: span(promised) }));
  $("pin").hidden = ended || !pin;
  if (pin) write($("pin").lastElementChild, pin);
  showSteps(step);
  showPix(payment);
  showPlace();
  showTimeline();
  showLines();
}

function showSteps(step) {
  const at = step === "off" ? reached : STEPS.indexOf(step);
  reached = Math.max(reached, at);
  $("steps").hidden = false;
  $("steps").classList.toggle("off", step === "off");
  for (const [i, li] of [...$("steps").children].entries()) {
    li.className = i < at || step === "end" ? "passed" : i === at ? "here" : "";
    if (i === at) li.setAttribute("aria-current", "step");
    else li.removeAttribute("aria-current");
  }
}

function showPix({ pix }) {
  $("pix").hidden = !pix;
  if (!pix) return;
  if ($("code").value !== pix.code) {
    $("code").value = pix.code;
    $("qr").src = `/r/${encodeURIComponent(token)}/pix.svg?lang=${lang}&of=${pix.code.slice(-4)}`;
  }
  write($("until"), t("pix_until", { at: clock(pix.until) }));
}

function showPlace() {
  const { courier, store_point } = view;
  const seen = courier?.point;
  $("place").hidden = !seen;
  if (!seen) return;
  if (!map) {
    map = new TownMap($("map"));
    if (river) map.lengthen(river);
    map.show([store_point, courier.point]);
  }
  if (!map.shows(courier.point)) map.show([store_point, courier.point]);
  const now = Date.now();
  const ago = (now - Date.parse(courier.seen_at)) / 1000;
  const place = { x: courier.point.x, y: courier.point.y };
  map.setMarks([{ id: "store", kind: "store", at: store_point }]);
  map.setCouriers([{ id: "courier", name: courier.name, point: place, heading: courier.heading, seen_at: courier.seen_at, state: "BUSY", chosen: true }], streets, now);
  if (streets) map.setRoute({ done: streets.way(store_point, place) });
  const near = streets ? `, ${t("near", { street: streets.nearest(place).edge.name })}` : "";
  const unseen = ago > UNSEEN_AFTER ? ` · ${t("seen_ago", { ago: length(ago) })}` : "";
  write($("courier"), t("brought_by", { courier: courier.name }) + near + unseen);
}

function showTimeline() {
  const entries = [...view.timeline].reverse();
  $("happened").hidden = !entries.length;
  if ($("timeline").childElementCount === entries.length) return;
  $("timeline").replaceChildren(...entries.map(({ at, text }) =>
    el("li", {}, el("time", { datetime: at }, clock(at)), el("p", {}, text))));
}

function showLines() {
  const { lines, totals } = view;
  $("ordered").hidden = false;
  const row = (name, amount, note, kind) => el("li", { class: kind }, el("span", {}, name, note ? el("small", {}, note) : null), el("span", {}, money(amount)));
  $("lines").replaceChildren(
    ...lines.map(({ quantity, name, note, price }) => row(`${quantity} × ${name}`, price * quantity, note)),
    row(t("delivery_fee"), totals.fee),
    row(t("total"), totals.total, undefined, "total"));
}

async function load() {
  try {
    view = await ask(path);
    show();
  } catch (error) {
    if (error.status !== 404) throw error;
    write($("number"), "");
    write($("status"), t("link_gone"));
    $("number").after(el("p", { class: "soft" }, t("link_gone_why")));
    throw error;
  }
}

$("copy").onclick = async () => {
  $("code").select();
  try {
    await navigator.clipboard.writeText($("code").value);
    write($("copy"), t("copied"));
    setTimeout(() => write($("copy"), t("copy")), 2500);
  } catch {
    // It is selected: whoever may not copy for people lets them do it.
  }
};

ask("/api/town").then((town) => {
  streets = new Streets(town);
  river = town;
  map?.lengthen(town);
  if (view) showPlace();
}, () => {});
await load();
const ended = () => ["end", "off"].includes(stage(view.status));
const again = () => load().then(() => ($("lost").hidden = true), () => ($("lost").hidden = false));
listen(`${path}/events`, {
  entry: again,
  order: again,
  courier: ({ data }) => {
    if (!view.courier) return again();
    Object.assign(view.courier, JSON.parse(data));
    showPlace();
  },
}, (lost) => (unheard = lost));
setInterval(() => {
  if (!document.hidden && !ended() && (unheard || view.status === "AWAITING_PAYMENT")) again();
}, LOOK_EVERY);
setInterval(() => view.courier?.point && showPlace(), 1000);
