// The map over which couriers glide. What the server drew stays; this lays routes and people over it.
import { calm, length, svg, t, write } from "./page.js";
import { along, apart, metres } from "./streets.js";

/** A courier who was not seen for so long stands still on the map, and it says since when. */
export const UNSEEN_AFTER = 10;
const ZOOM_MIN = 0.12; // of the whole town

const d = (points) => points.map(({ x, y }, i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

export class TownMap {
  constructor(root, { choose = () => {} } = {}) {
    this.root = root;
    this.whole = root.getAttribute("viewBox").split(" ").map(Number);
    this.box = [...this.whole];
    this.choose = choose;
    const layer = (name) => root.appendChild(svg("g", { class: name }));
    [this.routes, this.homes, this.pins, this.people] = ["routes", "homes", "pins", "people"].map(layer);
    this.couriers = new Map();
    this.marks = new Map();
    new ResizeObserver(() => this.fit()).observe(root);
    this.drag();
    for (const button of root.parentElement.querySelectorAll("[data-zoom]"))
      button.onclick = () => this.zoom({ in: 0.6, out: 1 / 0.6, all: Infinity }[button.dataset.zoom]);
    const frame = () => {
      this.glide(performance.now());
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  /** The river goes on where the town ends. */
  lengthen({ areas }) {
    for (const { kind, outline } of areas) {
      const corners = outline.length / 2;
      if (kind !== "water" || corners < 40) continue;
      const at = (i) => ({ x: outline[2 * i], y: outline[2 * i + 1] });
      // One bank goes there, the other comes back; so the ends are between the first and the last, and in the middle.
      for (const [a, b, before] of [[2, corners - 3, 4], [corners / 2 - 3, corners / 2 + 2, corners / 2 - 5]]) {
        const [from, to] = [at(before), at(a)];
        const far = 3000 / apart(from, to);
        const [dx, dy] = [(to.x - from.x) * far, (to.y - from.y) * far];
        const [p, q] = [at(a), at(b)];
        const end = [p, q, { x: q.x + dx, y: q.y + dy }, { x: p.x + dx, y: p.y + dy }];
        this.root.querySelector(".land").after(svg("path", { class: "water", d: `${d(end)}Z` }));
      }
    }
  }

  /** Things keep their size while the town grows. */
  fit() {
    const { width, height } = this.root.getBoundingClientRect();
    if (!width || !height) return;
    this.u = Math.max(this.box[2] / width, this.box[3] / height);
    this.root.style.setProperty("--u", this.u.toFixed(3));
    this.root.classList.toggle("far", this.u > 3);
    this.root.classList.toggle("distant", this.u > 7);
    this.root.setAttribute("viewBox", this.box.map((n) => n.toFixed(1)).join(" "));
    for (const mark of this.marks.values()) this.place(mark);
    for (const courier of this.couriers.values()) this.place(courier);
  }
  place({ g, at, aside = 0 }) {
    const u = this.u ?? 4;
    const [x, y] = [at.x + aside * 20 * u, at.y + (aside === 0 ? 0 : 14 * u)];
    g.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})scale(${u.toFixed(3)})`);
  }

  zoom(factor, at = { x: this.box[0] + this.box[2] / 2, y: this.box[1] + this.box[3] / 2 }) {
    const [x, y, width, height] = this.box;
    const scale = Math.min(1, Math.max(ZOOM_MIN, (width / this.whole[2]) * factor));
    if (scale === 1) this.box = [...this.whole];
    else {
      const by = (scale * this.whole[2]) / width;
      this.box = [at.x - (at.x - x) * by, at.y - (at.y - y) * by, width * by, height * by];
    }
    this.fit();
  }
  /** Shows these points, with some room around them. */
  show(points) {
    const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const width = Math.max(700, (Math.max(...xs) - x) * 1.4);
    const height = Math.max(500, (Math.max(...ys) - y) * 1.5);
    const [cx, cy] = [(Math.max(...xs) + x) / 2, (Math.max(...ys) + y) / 2];
    this.box = [cx - width / 2, cy - height / 2, width, height];
    this.fit();
  }
  shows({ x, y }) {
    const [left, top, width, height] = this.box;
    return x > left + width * 0.1 && x < left + width * 0.9 && y > top + height * 0.1 && y < top + height * 0.9;
  }
  drag() {
    let from;
    this.root.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) from = event;
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      this.box[0] -= (event.clientX - from.clientX) * this.u;
      this.box[1] -= (event.clientY - from.clientY) * this.u;
      from = event;
      this.fit();
    });
    addEventListener("pointerup", () => (from = undefined));
    this.root.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.documentElement.scrollHeight > innerHeight + 1) return;
      event.preventDefault();
      const matrix = this.root.getScreenCTM()?.inverse();
      if (matrix) this.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix));
    }, { passive: false });
  }

  /** Pins: the store, and homes by stage. `{id, kind, at, stage, tag, chosen}` */
  setMarks(marks) {
    const gone = new Set(this.marks.keys());
    for (const { id, kind, at, stage, tag, chosen } of marks) {
      gone.delete(id);
      let mark = this.marks.get(id);
      if (!mark) {
        const g = kind === "store"
          ? svg("g", {}, svg("path", { d: "M0 0-9-12A14 14 0 1 1 9-12Z" }), svg("path", { class: "awning", d: "M-7-28H7L8.5-22H-8.5ZM-6-20.5H6V-15H-6Z" }))
          : svg("g", {}, svg("path", { d: "M0 0-5-6H-8.5V-14H-11L0-24 11-14H8.5V-6H5Z" }), svg("path", { class: "door", d: "M-2.5-8V-14.5H2.5V-8Z" }), svg("text", { class: "tag", y: -29 }));
        mark = { g };
        this.marks.set(id, mark);
        if (kind === "store") this.pins.append(g);
        else {
          this.homes.append(g);
          g.addEventListener("click", () => this.choose(id));
        }
      }
      mark.g.setAttribute("class", kind === "store" ? "store-pin" : `home stage-${stage}${chosen ? " chosen" : ""}`);
      const label = mark.g.querySelector(".tag");
      if (label) write(label, tag);
      mark.at = at;
      this.place(mark);
    }
    for (const id of gone) {
      this.marks.get(id).g.remove();
      this.marks.delete(id);
    }
  }

  /** Couriers as they were seen last. `{id, name, point, heading, state, seen_at, chosen}` */
  setCouriers(couriers, streets, now) {
    const gone = new Set(this.couriers.keys());
    for (const seen of couriers) {
      gone.delete(seen.id);
      let courier = this.couriers.get(seen.id);
      if (!courier) {
        const turned = svg("path", { class: "drop", d: "M-7.6-8.2 0-19 7.6-8.2A11.2 11.2 0 1 1-7.6-8.2Z" });
        const tag = svg("text", { class: "tag", y: 25 });
        const g = svg("g", {}, svg("circle", { class: "pulse", r: 11 }), turned, svg("circle", { class: "disc", r: 11 }),
          svg("text", { class: "initial", y: 3.8 }, seen.name.slice(0, 1)), tag);
        this.people.append(g);
        courier = { g, turned, tag, at: seen.point, heading: seen.heading, seen };
        this.couriers.set(seen.id, courier);
      }
      const between = (Date.parse(seen.seen_at) - Date.parse(courier.seen.seen_at)) / 1000;
      if (apart(seen.point, courier.seen.point) > 0.5) this.ride(courier, seen, between, streets);
      courier.seen = seen;
      const unseen = (now - Date.parse(seen.seen_at)) / 1000;
      const stale = seen.state === "BUSY" && unseen > UNSEEN_AFTER;
      courier.g.setAttribute("class", `courier ${seen.state}${stale ? " stale" : ""}${seen.chosen ? " chosen" : ""}`);
      write(courier.tag, stale ? t("seen_ago", { ago: length(unseen) }) : seen.name);
      if (!courier.ride) courier.heading = seen.heading;
      this.turn(courier);
    }
    for (const id of gone) {
      this.couriers.get(id).g.remove();
      this.couriers.delete(id);
    }
    this.lineUp();
  }
  /** Those who wait at the same place stand beside one another. */
  lineUp() {
    const waiting = new Map();
    for (const courier of this.couriers.values()) {
      courier.aside = 0;
      const { state, point } = courier.seen;
      if (state === "BUSY" || courier.ride) continue;
      const place = `${Math.round(point.x / 10)} ${Math.round(point.y / 10)}`;
      waiting.set(place, [...(waiting.get(place) ?? []), courier]);
    }
    for (const group of waiting.values())
      group.forEach((courier, i) => {
        if (group.length > 1) courier.aside = i - (group.length - 1) / 2 || 0.01;
        this.place(courier);
      });
  }
  /** From where the courier is shown to where they were seen now: along streets, not through houses. */
  ride(courier, seen, between, streets) {
    const straight = [courier.at, seen.point];
    let points = straight;
    if (streets && metres(straight) > 12) {
      const way = streets.way(courier.at, seen.point);
      if (metres(way) < metres(straight) * 2 + 120) points = way;
    }
    const seconds = between > 0 && between <= UNSEEN_AFTER ? Math.min(2.5, Math.max(0.3, between)) : 0.6;
    courier.ride = { points, metres: metres(points), begin: performance.now(), seconds: calm.matches ? 0.01 : seconds };
  }
  glide(now) {
    for (const courier of this.couriers.values()) {
      const { ride } = courier;
      if (!ride) continue;
      const share = Math.min(1, (now - ride.begin) / 1000 / ride.seconds);
      const { x, y, heading } = along(ride.points, ride.metres * share);
      courier.at = { x, y };
      courier.heading = heading ?? courier.heading;
      if (share === 1) courier.ride = undefined;
      this.turn(courier);
    }
  }
  turn(courier) {
    courier.turned.setAttribute("transform", `rotate(${Math.round(courier.heading)})`);
    this.place(courier);
  }

  /** The way of an order: what is done of it, and what is left. */
  setRoute({ done = [], left = [], planned = false } = {}) {
    const key = JSON.stringify([done, left, planned]);
    if (this.route === key) return;
    this.route = key;
    const path = (name, points) => (points.length > 1 ? [svg("path", { class: `route ${name}`, d: d(points) })] : []);
    this.routes.replaceChildren(...path("under", left), ...path("done", done), ...path(planned ? "planned" : "left", left));
  }
}
