// @ts-check
// Crowd: many connections at once. Each leaves, takes one of the ways through a state and arrives; boxes count them.
// How many take each way follows from the shares that the model has computed. Fetched when a reader sends them.

import { drawn, fill, make, one } from "./elements.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./state.js").Layout} Layout */
/** @typedef {import("./state.js").Pick} Pick */
/** @typedef {{ x: number, y: number, at: number }} Point a place on a way, and how far on it, of 1 */
/** @typedef {{ points: Point[], passed: [string, number][] }} Course a way, and the boxes on it with how far on it they are */
/** @typedef {{ key: string, of: number, times: number[], bad: boolean }} Counter of a box: how many it may count, and when they come */

const BETWEEN = 25;
const UNDERWAY = 1800;
const SAMPLES = 8;
const BAR = 5;

/** How many of the connections take each way: each its share, what is left over to the largest remainders, the first of equal ones first.
 * @param {[number, number][]} shares numerator and denominator @param {number} connections @returns {number[]} */
export function shared(shares, connections) {
  const counts = shares.map(([part, whole]) => Math.floor(connections * part / whole));
  const rest = shares.map(([part, whole]) => connections * part % whole / whole);
  const byRest = rest.map((_, at) => at).sort((first, next) => Math.sign(Math.round((rest[next] - rest[first]) * 1e9)) || first - next);
  const left = connections - counts.reduce((sum, count) => sum + count, 0);
  for (const at of byRest.slice(0, left)) counts[at]++;
  return counts;
}

/** Send connections through a state and return in words where they went.
 * @param {{ scene: HTMLElement, drawing: Drawing, current: Pick[], way: number, words: Record<string, string>, player: { speed: number } }} owner
 * @param {number} connections @param {() => void} more sends as many more as a drawing cannot show one by one */
export function send(owner, connections, more) {
  const { scene, drawing, current, words } = owner;
  const counts = current.length > 1 ? shared(current.map(pick => pick.share), connections) : [connections];
  const still = connections > 100 || matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const layout of drawing.shownLayouts()) show(drawing, layout, current, counts, still ? 0 : owner.player.speed);
  return table(one(scene, ".atlas-spread"), current, counts, connections, words, more);
}

// ---- in the drawing

/** @param {Drawing} drawing @param {Layout} layout @param {Pick[]} picks @param {number[]} counts @param {number} speed 0 for no movement */
function show(drawing, layout, picks, counts, speed) {
  const svg = one(drawing.scene, `.atlas-drawing--${layout} svg`);
  svg.querySelector(".atlas-crowd")?.remove();
  const graph = /** @type {SVGGElement} */ (svg.querySelector(":scope > g"));
  const down = graph.transform.baseVal.consolidate()?.matrix.f ?? 0;
  const crowd = drawn("g", { class: "atlas-crowd", transform: `translate(0 ${down})` });
  const lines = picks.flatMap(pick => legsOf(drawing, layout, pick).map(leg => /** @type {SVGElement} */ (leg.cloneNode(true))));
  for (const line of lines) line.setAttribute("class", "leg request faint");
  crowd.append(...lines);
  const courses = picks.map(pick => coursesOf(drawing, layout, pick));
  const order = mixed(counts);
  /** @type {Map<string, Counter>} */
  const counters = new Map();
  order.forEach((way, number) => {
    const { points, passed } = courses[way][number % courses[way].length];
    if (speed && points.length) crowd.append(dot(points, number, speed));
    for (const [key, share] of passed) {
      const bad = picks[way].boxes.includes(key) && picks[way].outcomes.includes("--bad");
      const counter = counters.get(key) ?? { key, of: order.length, times: [], bad };
      counter.times.push(speed ? (number * BETWEEN + share * UNDERWAY) / speed : 0);
      counters.set(key, counter);
    }
  });
  svg.append(crowd);
  const tellings = [...counters.values()].map(counter => label(svg, crowd, counter)).filter(Boolean);
  const begin = performance.now();
  const tick = () => {
    const now = performance.now() - begin;
    const running = tellings.map(tell => tell?.(now));
    if (running.includes(true) && crowd.isConnected) requestAnimationFrame(tick);
  };
  tick();
}

/** The lines of a request, in the order of its hops.
 * @param {Drawing} drawing @param {Layout} layout @param {Pick} pick */
function legsOf(drawing, layout, pick) {
  const [lines] = drawing.states?.content.nets[pick.net][drawing.view(layout)] ?? [[]];
  const wires = drawing.parts("wires", layout);
  return lines.map(at => wires[at]).filter(leg => leg.dataset.hop && leg.matches(".request, .failed"))
    .sort((first, next) => (first.dataset.hop ?? "").localeCompare(next.dataset.hop ?? "", "en", { numeric: true }));
}

/** The courses of a way: one, or one for each of the flows that are followed together.
 * @param {Drawing} drawing @param {Layout} layout @param {Pick} pick @returns {Course[]} */
function coursesOf(drawing, layout, pick) {
  const legs = legsOf(drawing, layout, pick);
  const rows = pick.hops.map(hop => ({ number: hop.row.match(/atlas-number[^>]*>([^<]+)/)?.[1] ?? "", end: hop.row.match(/→ ([^<]+)<\/td>/)?.[1] ?? "" }));
  const marks = pick.ends.length > 1 ? [...new Set(legs.map(leg => leg.dataset.hop?.[0]))] : [""];
  return marks.map((mark, flow) => {
    /** @type {Point[]} */
    const points = [];
    /** @type {[string, number][]} */
    const passed = [];
    let gone = 0;
    for (const leg of legs.filter(each => each.dataset.hop?.startsWith(mark ?? ""))) {
      const path = /** @type {SVGPathElement} */ (/** @type {unknown} */ (one(leg, "path")));
      const length = path.getTotalLength();
      for (let at = 0; at <= SAMPLES; at++) {
        const { x, y } = path.getPointAtLength(length * at / SAMPLES);
        const last = points[points.length - 1];
        if (last) gone += Math.hypot(x - last.x, y - last.y);
        points.push({ x, y, at: gone });
      }
      const end = rows.find(row => row.number === leg.dataset.hop?.replace("?", ""))?.end;
      const key = `kernel-${end}`;
      if (end && !passed.some(each => each[0] === key)) passed.push([key, gone]);
    }
    for (const point of points) point.at /= gone || 1;
    /** @type {[string, number][]} */
    const boxes = passed.map(([key, at]) => [key, at / (gone || 1)]);
    const box = pick.boxes[flow];
    return { points, passed: box && !boxes.some(each => each[0] === box) ? [...boxes, [box, 1]] : boxes };
  });
}

/** The ways one after the other, each spread evenly over the whole.
 * @param {number[]} counts */
function mixed(counts) {
  return counts.flatMap((count, way) => Array.from({ length: count }, (_, at) => ({ way, at: (at + 0.5) / count })))
    .sort((first, next) => first.at - next.at || first.way - next.way).map(each => each.way);
}

/** @param {Point[]} points @param {number} number @param {number} speed */
function dot(points, number, speed) {
  const made = drawn("circle", { r: 3, class: "dot" });
  const places = points.map(({ x, y, at }) => ({ offset: at, opacity: 1, transform: `translate(${x}px, ${y}px)` }));
  const { transform } = places[places.length - 1];
  made.animate([...places.map(each => ({ ...each, offset: each.offset * 0.96 })), { offset: 1, opacity: 0, transform }],
    { duration: UNDERWAY / speed, delay: number * BETWEEN / speed, fill: "forwards" });
  return made;
}

/** The number and the bar of a box. What it returns shows them at a time, and tells whether more will come.
 * @param {Element} svg @param {SVGElement} crowd @param {Counter} counter */
function label(svg, crowd, { key, of, times, bad }) {
  const box = /** @type {SVGGElement | null} */ (svg.querySelector(`[id$="--${key}"]`));
  if (!box) return null;
  const { x, y, width, height } = box.getBBox();
  const bar = drawn("rect", { x: x + 2, y: y + height - BAR - 1, width: 0, height: BAR, class: bad ? "bar bad" : "bar" });
  const due = drawn("path", { d: `M${x + 2 + (width - 4) * times.length / of},${y + height - BAR - 4}v${BAR + 6}`, class: "due" });
  const pill = bad ? 40 : 28;
  const text = drawn("text", { x: x + width - pill / 2 - 2, y: y + height - 11, "text-anchor": "middle" });
  crowd.append(bar, due, drawn("rect", { x: x + width - pill - 2, y: y + height - 22, width: pill, height: 15, rx: 7, class: "pill" }), text);
  return (/** @type {number} */ now) => {
    const come = times.filter(time => time <= now).length;
    text.textContent = `${bad ? "✕ " : ""}${come}`;
    bar.setAttribute("width", String((width - 4) * come / of));
    return come < times.length;
  };
}

// ---- in words

/** @param {HTMLElement} box @param {Pick[]} picks @param {number[]} counts @param {number} connections
 * @param {Record<string, string>} words @param {() => void} more */
function table(box, picks, counts, connections, words, more) {
  /** @type {Map<string, { count: number, expected: number }>} */
  const ends = new Map();
  picks.forEach((pick, at) => {
    const end = pick.ends.join(", ");
    const sum = ends.get(end) ?? { count: 0, expected: 0 };
    const expected = picks.length > 1 ? pick.share[0] / pick.share[1] : 1;
    ends.set(end, { count: sum.count + counts[at], expected: sum.expected + expected });
  });
  const title = fill(words.spread, { count: connections });
  const rows = [...ends].map(([end, { count, expected }]) => make("tr", {},
    make("th", { scope: "row" }, end),
    make("td", { class: "atlas-count" }, String(count)),
    make("td", { "aria-hidden": "true" }, bars(count / connections, expected)),
    make("td", {}, fill(words.expected, { share: Math.round(expected * connections * 10) / 10 }))));
  const button = make("button", { type: "button", class: "atlas-button", "data-do": "more" }, words.thousand);
  button.addEventListener("click", more);
  box.replaceChildren(make("table", {}, make("caption", {}, title), make("tbody", {}, ...rows)), button);
  box.hidden = false;
  return `${title}: ${[...ends].map(([end, { count }]) => `${end} ${count}`).join(", ")}.`;
}

/** How many came, as a bar, and how many should, as a line across it.
 * @param {number} came @param {number} expected */
function bars(came, expected) {
  return drawn("svg", { viewBox: "0 0 240 16", width: 240, height: 16, class: "atlas-bars" },
    drawn("rect", { width: 240, height: 10, y: 3, class: "room" }),
    drawn("rect", { width: 240 * came, height: 10, y: 3, class: "bar" }),
    drawn("path", { d: `M${Math.max(1, Math.min(239, 240 * expected))},0V16`, class: "due" }));
}
