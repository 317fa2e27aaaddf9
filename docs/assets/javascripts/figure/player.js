// @ts-check
// Player: walks through the hops of one way, in drawing, table and card. The table holds what is said of each hop.

import { fill, make, one, parsed } from "./elements.js";
import { seenIn } from "./headers.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./state.js").Pick} Pick */

const SPEEDS = [1, 2, 0.5];
const LEAST = 1200;
/** How long a sentence takes to read, for each character: a Hangul syllable is a character, and about two letters. */
const READING = { ko: 95, en: 48 };

export class Player {
  /** @param {HTMLElement} scene @param {Drawing} drawing @param {HTMLElement} said where it stands what is said of a hop */
  constructor(scene, drawing, said = one(scene, ".atlas-packet-now")) {
    this.scene = scene;
    this.drawing = drawing;
    this.said = said;
    /** @type {Player | undefined} one that walks with this one, through another state */
    this.beside = undefined;
    this.hop = 0;
    /** @type {Record<string, string>} */
    this.words = {};
    this.whole = "";
    /** @type {Pick | undefined} */
    this.pick = undefined;
    /** The address of the site's root. */
    this.root = "";
    this.body = one(scene, ".atlas-hop-table tbody");
    this.timer = 0;
    this.speed = SPEEDS[0];
  }

  /** @returns {HTMLTableRowElement[]} */
  rows() {
    return [...this.body.children].map(row => /** @type {HTMLTableRowElement} */ (row));
  }

  length() {
    return this.body.children.length;
  }

  /** How many steps there are: as many as the longer of two ways has hops. */
  count() {
    return Math.max(this.length(), this.beside?.length() ?? 0);
  }

  numbers() {
    return this.rows().map(numberOf);
  }

  /** Show another way: its rows, and what is said of it as a whole.
   * @param {Pick | undefined} pick @param {string} whole @param {number} hop */
  follow(pick, whole, hop) {
    this.pick = pick;
    this.body.replaceChildren(parsed(pick?.hops.map(each => each.row).join("") ?? ""));
    one(this.scene, ".atlas-hops").hidden = !this.length();
    this.whole = whole;
    this.say();
    this.go(hop);
  }

  /** Put what is said of all hops into one place, so that it has the height of the longest. */
  say() {
    this.said.replaceChildren(
      make("div", { class: "atlas-now" }, make("p", {}, this.whole)),
      ...this.rows().map(row => this.card(row)));
  }

  /** @param {number} hop @returns {number} */
  go(hop, moves = false) {
    const before = this.hop;
    this.hop = Math.max(0, Math.min(hop, this.count()));
    return this.show(moves && this.hop > before);
  }

  /** Step, and tell whether that was possible.
   * @param {number} by */
  step(by) {
    const before = this.hop;
    this.moving = this.go(this.hop + by, true);
    return this.hop !== before;
  }

  /** @returns {number} how long the movement takes, in milliseconds */
  show(moves = false) {
    const hop = Math.min(this.hop, this.length());
    this.drawing.mark(this.numbers(), hop);
    this.rows().forEach((row, at) => {
      if (at + 1 === hop) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    one(this.scene, '[data-do="previous"]').setAttribute("aria-disabled", String(this.hop === 0));
    one(this.scene, '[data-do="next"]').setAttribute("aria-disabled", String(this.hop === this.count()));
    one(this.scene, ".atlas-position").textContent = this.hop ? this.position() : "";
    [...this.said.children].forEach((said, at) => said.classList.toggle("now", at === hop));
    const time = this.drawing.showPacket(this.pick, this.rows().map(seenIn), hop, moves && hop === this.hop ? this.speed : 0);
    if (this.beside) this.beside.speed = this.speed;
    return Math.max(time, this.beside?.go(this.hop, moves) ?? 0);
  }

  position() {
    return fill(this.words.at, { number: this.hop, count: this.count() });
  }

  /** What is said of a hop: where it leads, the packet on it, what it becomes at the end, and why.
   * @param {HTMLTableRowElement} row */
  card(row) {
    const [number, way, , done] = row.cells;
    const { now, then } = seenIn(row);
    const { rule } = row.dataset;
    const head = make("p", { class: "atlas-now__way" },
      ...copies(number),
      make("strong", {}, ` ${way.textContent?.trim()} `),
      make("span", { class: "atlas-now__role" }, this.words[roleOf(row)]),
      make("span", { class: "atlas-now__packet" }, ...now.flatMap(({ text, changed }, at) => [
        at ? " → " : "",
        then && then[at] !== text ? make("del", {}, text) : make(changed ? "ins" : "span", {}, text),
        ...(then && then[at] !== text ? [" ", make("ins", {}, then[at])] : []),
      ])));
    const link = rule ? [" ", make("a", { href: this.root + rule }, this.words.rule)] : [];
    return make("div", { class: "atlas-now" }, head, make("p", {}, ...copies(done), ...link));
  }

  /** Step by step to the end, each for as long as it takes to be read; again from the beginning if the end is reached.
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
      else this.timer = setTimeout(next, (this.moving ?? 0) + this.readingTime());
    };
    next();
  }

  /** How long what is said of this hop takes to be read, in milliseconds. */
  readingTime() {
    const length = [this, this.beside].reduce((sum, each) => sum + (each?.rows()[this.hop - 1]?.cells[3].textContent?.length ?? 0), 0);
    const each = READING[document.documentElement.lang === "ko" ? "ko" : "en"];
    return Math.max(LEAST, length * each) / this.speed;
  }

  /** @param {HTMLElement} button */
  changeSpeed(button) {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    const now = `${this.speed}×`;
    button.setAttribute("aria-label", (button.getAttribute("aria-label") ?? "").replace(/\S+$/, now));
    button.textContent = now;
  }

  stop() {
    clearTimeout(this.timer);
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
