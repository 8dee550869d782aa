// A conversation with the shop: what was said, an answer as it is made, and clicks that change things.
import { el, lang, length, money, svg, t, useZone, write } from "./page.js";

const $ = (id) => document.getElementById(id);
const { store, zone, demo } = document.body.dataset;
useZone(zone);
const query = new URLSearchParams(location.search);
const link = query.get("order");
const slot = `entrega-chat ${link ?? ""}`; // where this tab remembers its conversation
const base = "/api/chat/conversations";

let conversation; // who answers, and which run
let shown = new Map(); // entries, by their numbers
let runs = new Map(); // answers, by their runs
let proposals = new Map(); // cards, by the numbers of proposals
let listening; // to the conversation

const withLink = (path) => (link ? `${path}${path.includes("?") ? "&" : "?"}link=${encodeURIComponent(link)}` : path);
const here = (path = "") => `${base}/${conversation.id}${path}`;

/** Asks for JSON; a problem is thrown with its code and title. */
async function ask(path, { method = "GET", body, headers = {} } = {}) {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(withLink(path), { method, headers: { "accept-language": lang, ...json, ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const data = text ? JSON.parse(text) : null;
  if (!answer.ok) throw Object.assign(new Error(data?.title ?? t("chat_failed")), { status: answer.status, code: data?.code, data });
  return data;
}
const post = (path, body = {}, headers) => ask(path, { method: "POST", body, headers });

/** What is said in the shop's own time, which has no zone: `2026-11-26T12:54:34`. */
const civil = (time) => new Intl.DateTimeFormat(lang, { hour: lang === "en" ? "numeric" : "2-digit", minute: "2-digit" }).format(new Date(time));
const civilSpan = ([from, to]) => (civil(from) === civil(to) ? civil(from) : `${civil(from)}–${civil(to)}`);

// Where the reader is: whoever has scrolled up to read is left there.
const log = $("log");
const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
function keepingEnd(change) {
  const end = atEnd();
  change();
  if (end) log.scrollTop = log.scrollHeight;
}

function entry(kind, by, ...children) {
  return el("li", { class: kind }, by ? el("span", { class: "by" }, by) : null, ...children);
}
const says = (text) => el("p", { class: "say" }, text);

const ICONS = { up: "M7 11v9H4v-9h3Zm3 9h7.2c1 0 1.8-.7 2-1.6l1.3-6c.2-1.2-.7-2.4-2-2.4H14l.7-3.6c.2-1.2-.7-2.3-1.9-2.3L9 10.4V20h1Z", down: "M7 13V4H4v9h3Zm3-9h7.2c1 0 1.8.7 2 1.6l1.3 6c.2 1.2-.7 2.4-2 2.4H14l.7 3.6c.2 1.2-.7 2.3-1.9 2.3L9 13.6V4h1Z" };
const icon = (name) => svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name], fill: "currentColor" }));

/** An answer: pieces are put behind one another, as they come. */
class Answer {
  constructor(run) {
    this.run = run;
    this.body = el("div", { class: "body" });
    this.element = entry("theirs", t("chat_assistant"));
    this.words = undefined;
    this.spoken = "";
  }
  write() {
    this.element.classList.add("writing");
    this.element.setAttribute("aria-busy", "true");
    this.dots = el("span", { class: "dots", role: "img", "aria-label": t("chat_thinking") }, el("i"), el("i"), el("i"));
    this.element.append(this.dots);
    return this;
  }
  add(piece) {
    this.dots?.remove();
    this.dots = undefined;
    if (piece.kind === "text") {
      this.spoken += piece.text;
      if (!this.words) this.element.append((this.words = says("")));
      this.words.append(piece.text);
      return;
    }
    const made = PIECES[piece.kind]?.(piece, this);
    if (made) {
      this.words = undefined;
      this.element.append(made);
    }
  }
  end({ ended, text, entry: number }) {
    this.dots?.remove();
    this.element.classList.remove("writing");
    this.element.removeAttribute("aria-busy");
    if (text) {
      this.element.append(el("p", { class: "ending" }, text));
      if (this.run) this.element.append(el("div", { class: "after" }, button(t("chat_retry"), () => again(this))));
    } else if (number && ended === "done") {
      this.element.append(judging(number));
    }
  }
}

function button(text, press, attributes = {}) {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", press);
  return made;
}

const PIECES = {
  card: (piece) => CARDS[piece.card]?.(piece),
  source: (piece) => (piece.source === "passage" ? passage(piece) : happening(piece)),
  proposal: (piece) => proposal(piece),
  proposal_dropped: () => {
    for (const card of proposals.values()) card.become("dropped");
  },
  suggestions: ({ messages }, answer) => {
    if (!answer.old) suggest(messages);
  },
};

const number = (order) => t("order_number", { number: order.number });
const OFF = ["cancelled", "pix_expired", "not_delivered"];
const stageOf = ({ stage }) => el("span", { class: OFF.includes(stage) ? "off" : stage === "delivered" ? "end" : "stage" }, t(`chat_stage_${stage}`));
const panel = (...children) => el("div", { class: "panel card" }, ...children);
const items = (order) => order.items.map(({ quantity, name }) => `${quantity} × ${name}`).join(", ");

function when(order) {
  if (!order.window || !order.eta) return [];
  const late = order.late_minutes > 0;
  // A window around what is expected: nobody knows the minute.
  const half = 5 * 60_000;
  const local = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const eta = new Date(order.eta).getTime();
  const expected = late ? [local(eta - half), local(eta + half)] : order.window;
  return [
    el("p", {}, el("span", { class: "soft" }, `${t("chat_expected")} `), el("span", { class: "big" }, civilSpan(expected))),
    el("p", { class: late ? "late" : "soft" }, late ? `${t("chat_late", { minutes: order.late_minutes })} (${t("chat_promised", { window: civilSpan(order.window) })})` : t("chat_on_time")),
  ];
}

const CARDS = {
  status: ({ order, courier }) => panel(
    el("h3", {}, number(order), stageOf(order)),
    el("p", { class: "soft" }, items(order)),
    ...when(order),
    courier ? el("p", {}, `${courier.name} · ${courier.place}`, courier.seen_seconds_ago != null ? el("span", { class: "soft" }, ` · ${t("chat_seen", { ago: length(courier.seen_seconds_ago) })}`) : null) : null),
  eta: ({ order }) => panel(el("h3", {}, number(order), stageOf(order)), ...when(order)),
  receipt: ({ order }) => panel(
    el("h3", {}, number(order)),
    el("ul", { class: "lines" },
      ...order.items.map(({ quantity, name, price }) => el("li", {}, `${quantity} × ${name}`, el("span", {}, money(price)))),
      el("li", {}, t("chat_delivery"), el("span", {}, money(order.delivery_fee))),
      el("li", { class: "sum" }, t("chat_total"), el("span", {}, money(order.total))))),
  orders: ({ orders }) => panel(...orders.map((order) => {
    const pick = button(number(order), () => say(number(order)), { class: "pick" });
    pick.append(stageOf(order), el("small", {}, items(order)));
    return pick;
  })),
};

function passage({ heading, file, quote }) {
  return el("details", { class: "source" }, el("summary", {}, `${t("chat_source")}: ${heading ?? file}`), el("blockquote", {}, quote));
}
function happening({ order, event }) {
  const text = t("chat_event", { number: event.number, order, at: civil(event.at) });
  return el("p", { class: "source" }, link ? el("a", { href: `/r/${encodeURIComponent(link)}?lang=${lang}#happened` }, text) : text);
}

/** A change that waits for a click, until its time is over. */
function proposal({ id, change, preview, until }) {
  const before = proposals.get(id);
  if (before) before.become("dropped");
  const title = { cancel: "chat_cancel", address: "chat_address", instructions: "chat_instructions", substitute: "chat_substitute" }[change.kind];
  const facts = el("dl");
  const fact = (name, value) => value && facts.append(el("dt", {}, t(name)), el("dd", {}, value));
  fact("chat_to", preview?.address ?? change.address);
  fact("chat_note", change.instructions);
  if (preview) {
    fact("chat_fee", preview.fee ? money(preview.fee) : t("chat_no_fee"));
    fact("chat_refund", preview.refund ? money(preview.refund) : "");
    fact("chat_new_window", change.kind === "address" && preview.window ? civilSpan(preview.window) : "");
  }
  const left = el("p", { class: "soft" });
  const actions = el("div", { class: "row" });
  const result = el("p", { class: "result", role: "status", hidden: true });
  const needsStore = preview?.verdict === "needs_approval" ? el("p", { class: "late" }, t("chat_store_decides")) : null;
  const card = el("section", { class: "panel card proposal", "aria-label": t("chat_proposal") }, el("h3", {}, t(title, { order: change.order })), facts, needsStore, left, actions, result);
  const ends = Date.now() + Math.max(0, 300_000 - 500);
  const state = { ends, over: false };
  state.become = (name, outcome) => {
    const text = { confirmed: outcome ? t(`chat_${outcome}`) : t("chat_confirmed"), declined: t("chat_declined"), expired: t("chat_expired"), dropped: t("chat_dropped") }[name];
    if (!text || (state.over && name === "dropped")) return;
    state.over = true;
    card.classList.add("over");
    actions.hidden = left.hidden = true;
    card.querySelector("form")?.remove();
    result.hidden = false;
    write(result, text);
  };
  state.known = ({ state: name, seconds_left, outcome, can_confirm }) => {
    if (name === "waiting") {
      state.ends = Date.now() + seconds_left * 1000;
      if (!can_confirm && !link) actions.hidden = true;
    } else state.become(name, outcome);
  };
  const answer = async (how) => {
    actions.querySelectorAll("button").forEach((one) => (one.disabled = true));
    try {
      state.known(await post(here(`/proposals/${id}/${how}`)));
    } catch (error) {
      if (error.code === "sign_in_needed") signIn(card, () => answer(how));
      else if (error.code === "proposal_expired") state.become("expired");
      else {
        result.hidden = false;
        write(result, error.message);
      }
    } finally {
      actions.querySelectorAll("button").forEach((one) => (one.disabled = false));
    }
  };
  actions.append(button(t("chat_confirm"), () => answer("confirm"), { class: "button" }), button(t("chat_not_now"), () => answer("decline"), { class: "button quiet" }));
  const tick = () => {
    if (state.over) return;
    const seconds = Math.round((state.ends - Date.now()) / 1000);
    if (seconds <= 0) return state.become("expired");
    write(left, t("chat_left", { left: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` }));
    setTimeout(tick, 1000);
  };
  tick();
  proposals.set(id, state);
  return card;
}

/** Whoever has a link alone shows by a code that the order is theirs. */
async function signIn(card, then) {
  if (card.querySelector("form")) return;
  const code = el("input", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "7", required: true, "aria-label": t("chat_code"), placeholder: t("chat_code") });
  const problem = el("p", { class: "late", role: "status" });
  const hint = demo ? el("p", { class: "soft" }, `${t("chat_sign_in_demo")} `, el("a", { href: `/phone?lang=${lang}`, target: "_blank", rel: "noopener" }, t("phone"))) : null;
  const form = el("form", {}, el("p", {}, t("chat_sign_in_why")), hint, el("div", { class: "row" }, code, el("button", { class: "button" }, t("chat_code_send"))), problem);
  const actions = card.querySelector(".row");
  actions.hidden = true;
  card.append(form);
  code.focus();
  try {
    const { challenge } = await post("/api/chat/sign-in");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await post(`/api/chat/sign-in/${challenge}`, { code: code.value });
        form.remove();
        follow();
        await then();
      } catch (error) {
        write(problem, error.message);
      }
    });
  } catch (error) {
    write(problem, error.message);
  }
}

/** Thumbs, and why. */
function judging(of) {
  const path = `/entries/${of}/feedback`;
  const bar = el("div", { class: "after" });
  const send = (body) => ask(here(path), { method: "PUT", body });
  const thumb = (name, label) => {
    const made = button("", async () => {
      bar.querySelectorAll(".thumb").forEach((other) => other.setAttribute("aria-pressed", other === made));
      bar.nextElementSibling?.classList.contains("judge") && bar.nextElementSibling.remove();
      await send({ thumb: name });
      if (name === "down") keepingEnd(() => bar.after(why(send)));
    }, { class: "thumb", "aria-pressed": "false", "aria-label": label, title: label });
    made.append(icon(name));
    return made;
  };
  bar.append(thumb("up", t("chat_good")), thumb("down", t("chat_bad")));
  return bar;
}
function why(send) {
  let reason;
  const reasons = ["wrong", "not_understood", "unhelpful", "slow", "tone"].map((name) => {
    const made = button(t(`chat_reason_${name}`), () => {
      reason = name;
      reasons.forEach((other) => other.setAttribute("aria-pressed", other === made));
    }, { "aria-pressed": "false" });
    return made;
  });
  const comment = el("input", { maxlength: "500", "aria-label": t("chat_comment"), placeholder: t("chat_comment") });
  const form = el("form", { class: "judge" }, el("strong", {}, t("chat_why")), el("div", { class: "after" }, ...reasons), el("div", { class: "row" }, comment, el("button", { class: "button" }, t("chat_send"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send({ thumb: "down", reason, comment: comment.value || undefined });
    form.replaceWith(el("p", { class: "soft judge", role: "status" }, t("chat_thanks")));
  });
  return form;
}

function suggest(messages) {
  $("suggestions").replaceChildren(...messages.map((message) => button(message, () => say(message))));
}

/** Shows an entry, unless it is shown. */
function show(one, old = false) {
  if (shown.has(one.number)) return;
  let element;
  if (one.by === "customer") {
    const waiting = [...log.querySelectorAll(".mine.sending")].find((other) => other.dataset.text === one.text);
    waiting?.classList.remove("sending");
    element = waiting ?? entry("mine", "", says(one.text));
  } else if (one.by === "assistant") {
    const live = one.run && runs.get(one.run);
    if (live) {
      shown.set(one.number, live.element);
      return;
    }
    const answer = new Answer(one.run);
    answer.old = old;
    for (const piece of one.pieces) answer.add(piece);
    answer.end({ ended: one.ended, text: one.ended_text, entry: one.number });
    element = answer.element;
    if (!old) write($("said"), answer.spoken);
    if (one.run) runs.set(one.run, answer);
  } else if (one.by === "person") {
    element = entry("person", one.name, says(one.text));
    if (!old) write($("said"), `${one.name}: ${one.text}`);
  } else {
    element = entry("told", "", one.text);
    if (!old) write($("said"), one.text);
  }
  shown.set(one.number, element);
  keepingEnd(() => log.append(element));
}

/** Shows an answer while it is made: the same to every tab, whenever it comes. */
function attach(run) {
  if (runs.has(run)) return;
  const answer = new Answer(run).write();
  runs.set(run, answer);
  keepingEnd(() => log.append(answer.element));
  busy(run);
  const source = new EventSource(withLink(here(`/runs/${run}/events`)));
  source.addEventListener("piece", ({ data }) => keepingEnd(() => answer.add(JSON.parse(data))));
  source.addEventListener("ended", ({ data }) => {
    source.close();
    const end = JSON.parse(data);
    keepingEnd(() => answer.end(end));
    write($("said"), `${answer.spoken} ${end.text ?? ""}`);
    busy(undefined);
  });
}

let running;
function busy(run) {
  running = run;
  $("stop").hidden = run === undefined;
  $("send").hidden = run !== undefined;
}

async function again(answer) {
  const { run } = await post(here(`/runs/${answer.run}/retry`));
  answer.element.querySelectorAll(".after").forEach((one) => one.remove());
  attach(run);
}

async function say(text) {
  text = text.trim();
  if (!text || running !== undefined) return;
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const mine = entry("mine sending", "", says(text));
  mine.dataset.text = text;
  suggest([]);
  log.append(mine);
  log.scrollTop = log.scrollHeight;
  try {
    const { entry: number, run } = await post(here("/messages"), { text }, { "idempotency-key": key });
    mine.classList.remove("sending");
    if (shown.has(number) && shown.get(number) !== mine) mine.remove();
    shown.set(number, shown.get(number) ?? mine);
    if (run) attach(run);
  } catch (error) {
    mine.remove();
    $("text").value = text;
    log.append(entry("told", "", error.message));
    if (error.status === 404) begin();
  }
}

function who(now) {
  conversation = { ...conversation, ...now, by: now.by, before: now.before, run: now.run };
  const { state, by, before } = conversation;
  const words = { bot: t("chat_is_bot"), queued: before ? t("chat_queued", { before }) : t("chat_queued_next"), human: t("chat_with", { name: by }), closed: t("chat_closed") }[state];
  write($("who"), words);
  $("who").className = `where ${{ queued: "waits", human: "person", closed: "off" }[state] ?? ""}`;
  $("person").disabled = state !== "bot";
  for (const part of ["text", "send"]) $(part).disabled = state === "closed";
  if (now.run) attach(now.run);
}

function follow() {
  listening?.close();
  const mine = conversation.id;
  listening = new EventSource(withLink(here("/events")));
  listening.onopen = () => ($("lost").hidden = true);
  listening.onerror = () => {
    $("lost").hidden = false;
    if (listening.readyState === EventSource.CLOSED) setTimeout(() => mine === conversation.id && load(mine), 3000);
  };
  listening.addEventListener("entry", ({ data }) => show(JSON.parse(data)));
  listening.addEventListener("conversation", ({ data }) => who(JSON.parse(data)));
  listening.addEventListener("proposal", ({ data }) => {
    const told = JSON.parse(data);
    proposals.get(told.id)?.known(told);
  });
}

/** Shows a whole conversation. */
function open(whole) {
  conversation = whole;
  for (const known of [shown, runs, proposals]) known.clear();
  log.replaceChildren();
  sessionStorage.setItem(slot, whole.id);
  history.replaceState(null, "", `${location.pathname}${location.search}#${whole.id}`);
  $("start").hidden = true;
  for (const id of ["composer", "keep", "erase"]) $(id).hidden = false;
  $("keep").href = withLink(here("/transcript"));
  const welcome = new Answer();
  welcome.old = whole.entries.length > 0;
  for (const piece of whole.welcome) welcome.add(piece);
  log.append(welcome.element);
  for (const one of whole.entries) show(one, true);
  for (const one of whole.proposals) proposals.get(one.id)?.known(one);
  const last = whole.entries.at(-1)?.pieces?.find(({ kind }) => kind === "suggestions");
  if (last) suggest(last.messages);
  log.scrollTop = log.scrollHeight;
  who(whole);
  follow();
  $("text").focus({ preventScroll: true });
}

async function load(id) {
  try {
    open(await ask(`${base}/${id}`));
  } catch (error) {
    if (error.status === 404) return begin();
    if (error.status === 401) return introduce();
    $("lost").hidden = false;
    setTimeout(() => load(id), 3000);
  }
}

async function begin() {
  try {
    open(await post(base, { language: lang }));
  } catch (error) {
    if (error.status === 401 || error.status === 403) return introduce();
    log.append(entry("told", "", error.message));
  }
}

/** Somebody whom nobody knows says how they are called. */
function introduce() {
  $("start").hidden = false;
  $("start-demo").hidden = !demo;
  $("name").focus();
}

$("start").addEventListener("submit", async (event) => {
  event.preventDefault();
  await post(`/api/stores/${store}/sessions`, { name: $("name").value, language: lang });
  begin();
});
$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value;
  if (running !== undefined) return;
  $("text").value = "";
  say(text);
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("say").requestSubmit();
  }
});
$("stop").addEventListener("click", () => running !== undefined && post(here(`/runs/${running}/stop`)));
$("person").addEventListener("click", async () => who(await post(here("/person"))));
$("fresh").addEventListener("click", begin);
$("erase").addEventListener("click", async () => {
  if (!confirm(t("chat_erase_sure"))) return;
  listening?.close();
  await ask(here(), { method: "DELETE" });
  sessionStorage.removeItem(slot);
  await begin();
  log.prepend(entry("told", "", t("chat_erased")));
});

if (link) {
  $("order").hidden = false;
  $("order").href = `/r/${encodeURIComponent(link)}?lang=${lang}`;
}
const other = new URLSearchParams(query);
other.set("lang", $("language").lang);
$("language").addEventListener("click", () => ($("language").href = `?${other}${location.hash}`));
$("language").href = `?${other}`;
const known = location.hash.slice(1) || sessionStorage.getItem(slot);
if (known && /^[\w-]{1,64}$/.test(known)) load(known);
else begin();
