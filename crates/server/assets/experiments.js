// Experiments and coupons, for the staff: what is tried, what came of it, and the switch.
import { clock, el, lang, money, svg, t, useZone } from "./page.js";

const $ = (id) => document.getElementById(id);
const LOOK_EVERY = 5000; // milliseconds
const { zone, store } = document.body.dataset;
useZone(zone);

/** What is shown instead of the cookie by who has signed in with a token; kept nowhere else. */
let token;

async function call(method, path, body) {
  const headers = { "accept-language": lang };
  if (body) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.title ?? path), { status: answer.status, detail: said.detail });
  return said;
}

function say(error) {
  $("said").hidden = !error;
  $("said").textContent = error ? [error.message, error.detail].filter(Boolean).join(" ") : "";
}

const percent = (share) => new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 }).format(share);
const points = (share) => `${share > 0 ? "+" : ""}${new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(share * 100)}`;

/** Does something that changes, and shows what came of it. */
const doing = (change) => async (event) => {
  event?.preventDefault?.();
  const button = event?.submitter ?? event?.currentTarget;
  if (button) button.disabled = true;
  try {
    await change(event);
    say();
    await look();
  } catch (error) {
    say(error);
  } finally {
    if (button) button.disabled = false;
  }
};

function rate({ count, share }, assigned) {
  const all = `${count} / ${assigned}`;
  if (!share) return el("td", {}, all);
  return el("td", {}, `${percent(share.value)} `, el("small", {}, `${all} · ${percent(share.low)}–${percent(share.high)}`));
}

/** How far a drawing reaches on both sides of no difference: the same for all outcomes of a trial. */
const reach = ({ outcomes }) =>
  Math.max(0.1, ...outcomes.flatMap(({ difference: it }) => (it ? [Math.abs(it.low), Math.abs(it.high)] : [])));

/** The interval of a difference, drawn; the words stand beside it. */
function drawn({ value, low, high }, sure, most) {
  const x = (share) => 90 + (share / most) * 84;
  return svg("svg", { class: `interval${sure ? " sure" : ""}`, viewBox: "0 0 180 20", "aria-hidden": "true" },
    svg("line", { x1: 2, x2: 178, y1: 10, y2: 10 }),
    svg("line", { class: "zero", x1: 90, x2: 90, y1: 1, y2: 19 }),
    svg("rect", { x: x(low), y: 6, width: Math.max(x(high) - x(low), 1), height: 8, rx: 4 }),
    svg("circle", { cx: x(value), cy: 10, r: 3.5 }));
}

function compared({ outcome, a, b, difference, is_difference: sure }, trial) {
  return el("tr", {}, el("th", { scope: "row" }, t(`outcome.${outcome}`)), rate(a, trial.assigned_a), rate(b, trial.assigned_b),
    difference
      ? el("td", {}, el("span", {}, t("difference", { value: points(difference.value), low: points(difference.low), high: points(difference.high) })),
          drawn(difference, sure, reach(trial)), el("small", {}, t(sure ? "is_difference" : "no_difference")))
      : el("td", { class: "soft" }, t("too_few")));
}

const variant = (name, { prompt, model_id }) =>
  el("div", {}, el("dt", {}, name), el("dd", {}, prompt || t("prompt_none")), el("dd", { class: "soft" }, model_id ?? t("model_of_request")));

function shown(trial) {
  const path = `/api/experiments/${trial.name}`;
  const settle = (wish) => doing(() => call("PUT", path, wish));
  const button = (key, wish, quiet) => {
    const made = el("button", { type: "button", class: quiet ? "button quiet" : "button", disabled: trial.state === wish.state }, t(key));
    made.onclick = settle(wish);
    return made;
  };
  const share = el("input", { type: "number", min: 0, max: 100, step: 0.01, value: trial.share_of_b / 100, required: true });
  const change = el("form", { class: "switch" }, el("label", {}, t("share_of_b"), " ", share), el("button", { class: "button quiet" }, t("share_change")));
  change.onsubmit = doing(() => call("PUT", path, { share_of_b: Math.round(share.value * 100) }));
  const solved = trial.outcomes.find(({ outcome }) => outcome === "solved");
  const head = ["outcome", "variant_a", "variant_b", "difference_of_b"].map((key) => el("th", { scope: "col" }, t(key)));
  return el("article", { class: "panel trial", "aria-labelledby": `x-${trial.name}` },
    el("header", {}, el("h3", { id: `x-${trial.name}` }, trial.name), el("span", { class: `state-badge ${trial.state}` }, t(`experiment.${trial.state}`)),
      el("span", { class: "soft" }, t("dealt", { a: trial.assigned_a, b: trial.assigned_b }))),
    el("dl", { class: "variants" }, variant(t("variant_a"), trial.a), variant(t("variant_b"), trial.b)),
    el("div", { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": `x-${trial.name}` },
      el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...trial.outcomes.map((it) => compared(it, trial))))),
    el("p", { class: "soft" }, solved?.needed ? t("needed", { many: solved.needed }) : t("needed_unknown")),
    change,
    el("div", { class: "switch" }, button("choose_a", { state: "decided_a" }), button("choose_b", { state: "decided_b" }),
      button("stop", { state: "stopped" }, true), button("run", { state: "running" }, true)));
}

function coupon({ id, customer, amount, reason, state, proposed_at: at, code, decided_by: by }) {
  const button = (key, answer, quiet) => {
    const made = el("button", { type: "button", class: quiet ? "button quiet" : "button" }, t(key));
    made.onclick = doing(() => call("POST", `/api/coupons/${id}`, { answer }));
    return made;
  };
  const answers = { PROPOSED: [button("approve", "approve"), button("refuse", "refuse", true)], SENT: [button("redeem", "redeem", true)] };
  return el("li", { class: "panel" }, el("span", { class: `state-badge ${state}` }, t(`coupon.${state}`)),
    el("p", {}, el("strong", {}, money(amount)), ` ${customer} · ${reason} · ${clock(at)}`, code ? ` · ${code}` : null, by ? ` · ${by}` : null),
    ...(answers[state] ?? []));
}

/** What is shown, so that nothing is made anew under somebody's fingers unless it has changed. */
let known = "";
async function look() {
  const [trials, coupons] = await Promise.all([call("GET", "/api/experiments"), call("GET", "/api/coupons")]);
  const now = JSON.stringify([trials, coupons]);
  $("sign-in").hidden = true;
  $("inside").hidden = false;
  if (now === known) return;
  known = now;
  if (trials.items.length) $("list").replaceChildren(...trials.items.map(shown));
  if (coupons.items.length) $("coupons").replaceChildren(...coupons.items.map(coupon));
}

async function keepLooking() {
  const typing = $("list").contains(document.activeElement) && document.activeElement.tagName === "INPUT";
  if (!document.hidden && !typing) {
    try {
      await look();
    } catch (error) {
      const out = error.status === 401 || error.status === 403;
      $("sign-in").hidden = !out;
      $("inside").hidden = out;
      if (!out) say(error);
    }
  }
  setTimeout(keepLooking, LOOK_EVERY);
}

$("sign-in").onsubmit = doing(async () => {
  const form = new FormData($("sign-in"));
  token = undefined;
  await call("POST", "/api/staff/sign-in", { store, name: form.get("name"), password: form.get("password") });
});
$("by-token").onclick = doing(async () => {
  token = new FormData($("sign-in")).get("token").trim();
});
$("begin").onsubmit = doing(async () => {
  const form = Object.fromEntries(new FormData($("begin")));
  const variant = (prompt, model) => ({ prompt, ...(model ? { model_id: model } : {}) });
  await call("POST", "/api/experiments", {
    name: form.name, share_of_b: Math.round(form.share * 100),
    a: variant(form.prompt_a, form.model_a), b: variant(form.prompt_b, form.model_b),
  });
  $("begin").reset();
});
keepLooking();
