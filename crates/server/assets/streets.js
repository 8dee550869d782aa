// The street graph: ways along it, as the server finds them. `x` and `y` in metres.
const SPEED = { avenues: 9, streets: 6.5, lanes: 4.5 }; // metres a second, as couriers ride

export class Streets {
  constructor(town) {
    const at = (node) => ({ x: town.nodes[2 * node], y: town.nodes[2 * node + 1] });
    this.nodes = Array.from({ length: town.nodes.length / 2 }, (_, node) => at(node));
    this.edges = [];
    this.meeting = this.nodes.map(() => []);
    for (const [kind, speed] of Object.entries(SPEED))
      for (const [name, course] of town[kind])
        for (let i = 1; i < course.length; i++) {
          const [from, to] = [course[i - 1], course[i]];
          const metres = apart(this.nodes[from], this.nodes[to]);
          this.meeting[from].push(this.edges.length);
          this.meeting[to].push(this.edges.length);
          this.edges.push({ from, to, metres, name, speed });
        }
  }

  /** The place on a street that is nearest to a point. */
  nearest(point) {
    let best = { away: Infinity };
    for (const edge of this.edges) {
      const [a, b] = [this.nodes[edge.from], this.nodes[edge.to]];
      const [dx, dy] = [b.x - a.x, b.y - a.y];
      const share = Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / edge.metres ** 2));
      const foot = { x: a.x + dx * share, y: a.y + dy * share };
      const away = apart(foot, point);
      if (away < best.away) best = { away, edge, foot, offset: share * edge.metres };
    }
    return best;
  }

  /** The fastest way from one point to another: its points. */
  way(from, to) {
    const [a, b] = [this.nearest(from), this.nearest(to)];
    if (a.edge === b.edge) return [from, to];
    const ends = ({ edge, offset }) => [[edge.from, offset / edge.speed], [edge.to, (edge.metres - offset) / edge.speed]];
    const seconds = new Map(ends(a));
    const came = new Map();
    const open = new Set(seconds.keys());
    const guess = (node) => seconds.get(node) + apart(this.nodes[node], b.foot) / SPEED.avenues;
    const exits = new Map(ends(b));
    let arrival = Infinity;
    let last;
    while (open.size) {
      let node;
      for (const other of open) if (node === undefined || guess(other) < guess(node)) node = other;
      if (guess(node) >= arrival) break;
      open.delete(node);
      if (exits.has(node) && seconds.get(node) + exits.get(node) < arrival) {
        arrival = seconds.get(node) + exits.get(node);
        last = node;
      }
      for (const id of this.meeting[node]) {
        const edge = this.edges[id];
        const next = edge.from === node ? edge.to : edge.from;
        const then = seconds.get(node) + edge.metres / edge.speed;
        if (then < (seconds.get(next) ?? Infinity)) {
          seconds.set(next, then);
          came.set(next, node);
          open.add(next);
        }
      }
    }
    const points = [to];
    for (let node = last; node !== undefined; node = came.get(node)) points.push(this.nodes[node]);
    return [...points, from].reverse();
  }
}

export const apart = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);
export const metres = (points) => points.reduce((sum, point, i) => sum + (i ? apart(points[i - 1], point) : 0), 0);

/** Where one is after some metres of a way, and in which direction: degrees from north. */
export function along(points, gone) {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    const stretch = apart(a, b);
    if (stretch > 0 && (gone <= stretch || i === points.length - 1)) {
      const share = Math.min(1, gone / stretch);
      const heading = (Math.atan2(b.x - a.x, a.y - b.y) * 180) / Math.PI;
      return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, heading };
    }
    gone -= stretch;
  }
  return points[points.length - 1];
}
