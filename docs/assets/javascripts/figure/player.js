// @ts-check
// Player: walks through the hops of one way, in drawing, table and card. The table holds what is said of each hop.

import { fill, make, one, parsed } from "./elements.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */

const PAUSE = 1600;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

export class Player {
  /** @param {HTMLElement} scene @param {Drawing} drawing */
  constructor(scene, drawing) {
    this.scene = scene;
    this.drawing = drawing;
    this.hop = 0;
    /** @type {Record<string, string>} */
    this.words = {};
    this.whole = "";
    this.body = one(scene, ".atlas-hop-table tbody");
    this.timer = 0;
  }

  /** @returns {HTMLTableRowElement[]} */
  rows() {
    return [...this.body.children].map(row => /** @type {HTMLTableRowElement} */ (row));
  }

  count() {
    return this.body.children.length;
  }

  numbers() {
    return this.rows().map(numberOf);
  }

  /** Show another way: its rows, and what is said of it as a whole.
   * @param {string} rows markup @param {string} whole @param {number} hop */
  follow(rows, whole, hop) {
    this.body.replaceChildren(parsed(rows));
    one(this.scene, ".atlas-hops").hidden = !this.count();
    this.whole = whole;
    this.go(hop);
  }

  /** @param {number} hop */
  go(hop) {
    this.hop = Math.max(0, Math.min(hop, this.count()));
    this.show();
  }

  /** Step, and tell whether that was possible.
   * @param {number} by */
  step(by) {
    const before = this.hop;
    this.go(this.hop + by);
    if (this.hop > before) this.drawing.movePacket();
    return this.hop !== before;
  }

  show() {
    this.drawing.mark(this.numbers(), this.hop);
    this.rows().forEach((row, at) => {
      if (at + 1 === this.hop) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    one(this.scene, '[data-do="previous"]').setAttribute("aria-disabled", String(this.hop === 0));
    one(this.scene, '[data-do="next"]').setAttribute("aria-disabled", String(this.hop === this.count()));
    one(this.scene, ".atlas-packet-now").replaceChildren(...(this.hop ? this.card() : [make("p", {}, this.whole)]));
  }

  position() {
    return fill(this.words.at, { number: this.hop, count: this.count() });
  }

  /** The packet on this hop: where it comes from and leads, what has changed in it since the hop before, and why. */
  card() {
    const row = this.rows()[this.hop - 1];
    const before = this.rows().find(other => numberOf(other) === row.dataset.before);
    const [number, way, packet, done] = row.cells;
    const changed = packet.querySelector("mark") && before;
    const head = make("p", { class: "atlas-now" },
      ...copies(number),
      make("strong", {}, ` ${way.textContent?.trim()} `),
      make("span", { class: "atlas-now__count" }, `${this.words[roleOf(row)]} · ${this.position()}`));
    const [source, destination] = packet.querySelectorAll("span, mark");
    const list = make("dl", {},
      make("dt", {}, this.words.source), change(source),
      make("dt", {}, this.words.destination), change(destination));
    const causes = changed ? [make("p", { class: "atlas-cause" }, ...copies(before.cells[3]))] : [];
    return [head, list, ...causes, make("p", {}, ...copies(done))];
  }

  /** Step by step to the end; again from the beginning if that is reached.
   * @param {() => void} stepped is called after each step */
  play(stepped) {
    if (this.timer) {
      this.stop();
      return;
    }
    if (this.hop >= this.count()) this.go(0);
    one(this.scene, '[data-do="play"]').textContent = this.words.pause;
    const next = () => {
      if (this.step(1)) stepped();
      if (this.hop >= this.count()) this.stop();
    };
    this.timer = setInterval(next, stillness.matches ? 2 * PAUSE : PAUSE);
    next();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    one(this.scene, '[data-do="play"]').textContent = this.words.play;
  }
}

/** @param {HTMLTableRowElement} row */
const numberOf = row => row.cells[0].textContent ?? "";

/** @param {HTMLTableRowElement} row */
const roleOf = row => row.className.split("--")[1];

/** @param {Element} element */
const copies = element => [...element.childNodes].map(node => node.cloneNode(true));

/** @param {Element} end source or destination as the table has it, marked if it has changed */
function change(end) {
  const [now, before] = [end.textContent ?? "", end.getAttribute("data-before")];
  return before ? make("dd", {}, make("del", {}, before), " → ", make("ins", {}, now)) : make("dd", {}, now);
}
