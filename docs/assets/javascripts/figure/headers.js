// @ts-check
// Headers: the packet in the drawing, as a card with its addresses. Where it stands and what it says comes with the states.

import { drawn, one } from "./elements.js";

/** @typedef {[number, number, number, number, number, number]} Place left, top, width, height; and the packet on its line */

/** What is seen of a hop.
 * @typedef {object} Seen
 * @property {string} number
 * @property {string} role
 * @property {End[]} now source and destination on the line
 * @property {string[] | null} then what both have become at the end, if something rewrites them there
 * @property {string} ends "waits" or "refused" if it does not arrive, "rests" if nobody walks */

/** @typedef {{ text: string, changed: boolean }} End */

const LINE = 15;
const PADDING = 4;
const BASE = 11.5;
const CARRIED = 0.4;
const UNFOLDING = 250;
const SAMPLES = 24;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** The hop of a row of the table.
 * @param {HTMLTableRowElement} row @returns {Seen} */
export function seenIn(row) {
  const now = [...row.cells[2].querySelectorAll("span, mark")]
    .map(end => ({ text: end.textContent ?? "", changed: end.localName === "mark" }));
  const { source, destination, ends } = row.dataset;
  return {
    number: row.cells[0].textContent ?? "",
    role: row.className.split("--")[1],
    now,
    then: source && destination ? [source, destination] : null,
    ends: ends ?? "",
  };
}

/** The card of a hop at its place, tied to the packet on the line.
 * @param {Seen} seen @param {Place} place */
export function card(seen, place) {
  const [x, y, width, height, packetX, packetY] = place;
  const lines = seen.then ? [old(seen), fresh(seen)] : [seen.now.map(end => part(end.text, end.changed ? "new" : ""))];
  const stacked = height > lines.length * LINE + 2 * PADDING + 1;
  const left = x + PADDING + 9 * (seen.number.length + 1);
  const rows = lines.flatMap(([source, destination]) => stacked
    ? [[source], [part("→ "), destination]] : [[source, part(" → "), destination]]);
  const texts = rows.map((parts, at) => drawn("text", {
    x: left, y: y + PADDING + BASE + at * LINE, class: seen.then && at >= rows.length / 2 ? "then" : "",
  }, ...parts));
  const nearX = Math.max(x, Math.min(packetX, x + width));
  const nearY = Math.max(y, Math.min(packetY, y + height));
  return drawn("g", { class: `atlas-card ${seen.role}` },
    drawn("path", { class: "tie", d: `M${packetX},${packetY}L${nearX},${nearY}` }),
    drawn("g", { class: "paper-card" },
      drawn("rect", { x, y, width, height, rx: 6 }),
      drawn("text", { x: x + PADDING + 3, y: y + PADDING + BASE, class: "number" }, seen.number),
      ...texts),
    drawn("g", { class: "packet", transform: `translate(${packetX} ${packetY})` }, ...sign(seen)));
}

/** The packet itself: whole, or crossed out where it ends unanswered, with a clock that runs.
 * @param {Seen} seen */
function sign({ ends, role }) {
  if (ends === "rests") return [];
  if (ends === "waits")
    return [drawn("circle", { r: 7, class: "clock" }), drawn("path", { class: "hand", d: "M0,0V-5" }), drawn("path", { d: "M0,0H3.5" })];
  if (ends === "refused") return [drawn("circle", { r: 6 }), drawn("path", { d: "M-3,-3L3,3M3,-3L-3,3" })];
  return role === "reply" ? [drawn("rect", { x: -5, y: -5, width: 10, height: 10 })] : [drawn("circle", { r: 5.5 })];
}

/** @param {string} text */
function part(text, kind = "") {
  return drawn("tspan", kind ? { class: kind } : {}, text);
}

/** @param {Seen} seen */
const old = seen => seen.now.map((end, at) => part(end.text, end.text === seen.then?.[at] ? "" : "old"));

/** @param {Seen} seen */
const fresh = seen => (seen.then ?? []).map((text, at) => part(text, text === seen.now[at].text ? "" : "new"));

/** Let the card travel along its line, small, and unfold at its end; then what is rewritten there appears.
 * @param {SVGElement} made by `card` @param {Place} place @param {SVGPathElement} line @param {number} down of the line's coordinates */
export function travel(made, place, line, down, speed = 1) {
  if (stillness.matches) return 0;
  const [x, y, width, height, packetX, packetY] = place;
  const length = line.getTotalLength();
  const moving = Math.max(450, Math.min(1200, length * 3)) / speed;
  const whole = moving + UNFOLDING / speed;
  const points = Array.from({ length: SAMPLES + 1 }, (_, at) => {
    const share = at / SAMPLES;
    const point = line.getPointAtLength(length * share);
    return { share: share * moving / whole, x: point.x, y: point.y + down };
  });
  const frames = points.map(point => ({
    offset: point.share,
    transform: `translate(${point.x - CARRIED * (x + width / 2)}px, ${point.y - CARRIED * (y + height / 2)}px) scale(${CARRIED})`,
  }));
  one(made, ".paper-card").animate([...frames, { offset: 1, transform: "none" }], { duration: whole });
  const dots = points.map(point => ({ offset: point.share, transform: `translate(${point.x}px, ${point.y}px)` }));
  one(made, ".packet").animate([...dots, { offset: 1, transform: `translate(${packetX}px, ${packetY}px)` }], { duration: whole });
  const late = { duration: whole + 2 * UNFOLDING, easing: "linear" };
  const appear = [{ opacity: 0 }, { opacity: 0, offset: whole / (whole + 2 * UNFOLDING) }, { opacity: 1 }];
  for (const each of made.querySelectorAll(".then, .tie")) each.animate(appear, late);
  made.querySelector(".hand")?.animate([{ transform: "rotate(0deg)" }, { transform: "rotate(360deg)" }], { duration: 2000, iterations: 3 });
  return whole;
}
