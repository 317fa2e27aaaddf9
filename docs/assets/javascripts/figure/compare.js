// @ts-check
// Compare: another state of a figure beside the one that is shown. Both step together; a sign stands where they differ.
// Fetched when a reader compares.

import { summary } from "./controls.js";
import { Drawing } from "./drawing.js";
import { all, drawn, fill, make, one } from "./elements.js";
import { Player } from "./player.js";

/** @typedef {import("./state.js").Pick} Pick */
/** @typedef {import("./state.js").States} States */
/** @typedef {{ scene: HTMLElement, form: HTMLFormElement, states: States, drawing: Drawing, player: Player, chosen: number[], current: Pick[], way: number }} Owner */

const SIGN = "≠";
const COPIED = [".atlas-drawing--wide", ".atlas-drawing--narrow", ".atlas-hops", ".atlas-bar"];

export class Comparison {
  /** @param {Owner} owner @param {(wanted: string) => void} wish asks for another state beside */
  constructor(owner, wish) {
    this.owner = owner;
    const { scene, states, player } = owner;
    this.pane = make("div", { class: "atlas-pane" }, ...COPIED.map(selector => one(scene, selector).cloneNode(true)));
    for (const svg of all(this.pane, "svg")) svg.removeAttribute("aria-labelledby");
    this.drawing = new Drawing(this.pane);
    this.drawing.use(states, owner.drawing.files ?? "");
    this.said = make("div", { class: "atlas-packet-now" });
    this.player = new Player(this.pane, this.drawing, this.said);
    this.player.words = states.words;
    this.player.root = player.root;
    this.select = /** @type {HTMLSelectElement} */ (one(scene, 'select[data-do="with"]'));
    this.select.onchange = () => wish(this.select.value);
    this.titles = ["A", "B"].map(name => make("p", { class: "atlas-pane__title" }, name));
    one(this.pane, ".atlas-drawing--narrow").prepend(this.titles[1]);
    one(scene, ".atlas-drawing--narrow").prepend(this.titles[0]);
    player.said.after(this.said);
    scene.append(this.pane);
    scene.classList.add("atlas-scene--compared");
    player.beside = this.player;
    owner.drawing.open = false; // what takes no part is folded: both have to be read side by side
    this.wanted = this.told = "";
    this.number = 0;
    /** @type {number[]} */
    this.chosen = [];
    /** @type {Pick[]} */
    this.picks = [];
  }

  /** Find the state beside: that of the owner with another option. An option that the owner has itself gives way to the next one.
   * @param {string} wanted a control and its option: external/Local */
  want(wanted) {
    const { states, chosen } = this.owner;
    const at = wanted.indexOf("/");
    const number = Math.max(0, states.controls.findIndex(control => control.key === (at < 0 ? wanted : wanted.slice(0, at))));
    const { key, options } = states.controls[number];
    let option = Math.max(0, options.findIndex(each => each[0] === wanted.slice(at + 1)));
    if (option === chosen[number]) option = (option + 1) % options.length;
    this.wanted = `${key}/${options[option][0]}`;
    this.chosen = chosen.map((own, index) => index === number ? option : own);
    this.number = number;
  }

  /** Show the state beside on the way that ends where the owner's does, if one does. */
  show() {
    const { states, current, way, chosen } = this.owner;
    this.want(this.wanted);
    const { number, chosen: beside } = this;
    const { label, options } = states.controls[number];
    this.titles.forEach((title, at) => { title.textContent = `${"AB"[at]} · ${label}: ${options[(at ? beside : chosen)[number]][1]}`; });
    this.select.replaceChildren(...states.controls.flatMap((control, index) => control.options
      .filter((_, at) => at !== chosen[index])
      .map(([key, text]) => new Option(`${control.label}: ${text}`, `${control.key}/${key}`))));
    this.select.value = this.wanted;
    const picks = states.picks(beside);
    const end = current[way]?.boxes.join();
    const pick = picks.find(each => each.boxes.join() === end) ?? picks[0];
    this.drawing.draw(pick);
    this.player.follow(pick, pick?.whole ?? states.words.impossible, 0);
    for (const svg of all(this.pane, ".atlas-drawing svg")) svg.setAttribute("aria-label", states.description(beside, pick));
    this.picks = picks;
  }

  /** Mark what differs, and say it. */
  mark() {
    for (const old of all(this.owner.scene, ".atlas-differs")) old.remove();
    const [own, other] = [this.owner.player, this.player];
    const [rows, besides] = [own.rows(), other.rows()].map(each => each.map(row => row.textContent));
    const length = Math.max(rows.length, besides.length);
    const hops = Array.from({ length }, (_, at) => at + 1).filter(hop => rows[hop - 1] !== besides[hop - 1]);
    for (const hop of hops)
      for (const player of [own, other]) {
        const shown = player.said.children[hop]?.firstElementChild;
        shown?.prepend(make("span", { class: "atlas-differs" }, `${SIGN} `));
      }
    const pictures = [this.owner.scene, this.pane].map(scene => one(scene, ".atlas-drawing--narrow svg"));
    const [boxes, beside] = pictures.map(boxesOf);
    for (const [from, to, svg] of /** @type {const} */ ([[boxes, beside, pictures[0]], [beside, boxes, pictures[1]]]))
      for (const [key, box] of from) if (look(box) !== look(to.get(key))) sign(svg, box);
    this.say(hops[0]);
  }

  /** @param {number | undefined} first the first hop that differs */
  say(first) {
    const { scene, states: { words }, current } = this.owner;
    const [before, after] = [summary(current), summary(this.picks)];
    const found = /** @type {(keyof typeof before)[]} */ (["outcome", "ends", "hop_count"])
      .filter(key => before[key] !== after[key])
      .map(key => `${words[key]}: ${before[key] || "–"} ${SIGN} ${after[key] || "–"}`);
    const said = first ? [...found, fill(words.first_difference, { number: first })] : [words.no_change];
    const box = one(scene, ".atlas-changed");
    box.replaceChildren(make("strong", {}, this.titles.map(title => title.textContent).join(` ${SIGN} `)),
      make("ul", {}, ...said.map(text => make("li", {}, text))));
    box.hidden = false;
    this.told = said.join(". ");
  }

  end() {
    const { scene, player, drawing } = this.owner;
    player.beside = undefined;
    drawing.open = false;
    for (const old of [this.pane, this.said, ...this.titles, ...all(scene, ".atlas-differs")]) old.remove();
    scene.classList.remove("atlas-scene--compared");
    one(scene, ".atlas-changed").hidden = true;
  }
}

/** The boxes of a drawing by their keys.
 * @param {Element} svg @returns {Map<string, SVGGElement>} */
function boxesOf(svg) {
  return new Map(all(svg, "g.box[id], g.frame-label[id]").map(found =>
    [found.id.split("--").slice(1).join("--"), /** @type {SVGGElement} */ (/** @type {unknown} */ (found))]));
}

/** What is seen of a box, wherever it stands.
 * @param {SVGGElement | undefined} box */
const look = box => box && `${box.textContent?.trim()} ${box.getAttribute("class")?.replace(" thing", "")}`;

/** @param {Element} svg @param {SVGGElement} box */
function sign(svg, box) {
  const { x, y, width, height } = box.getBBox();
  const down = /** @type {SVGGElement} */ (svg.querySelector(":scope > g")).transform.baseVal.consolidate()?.matrix.f ?? 0;
  const [at, top] = box.matches(".frame-label") ? [x + width + 10, y + down + height / 2] : [x + width - 8, y + down + 8];
  svg.append(drawn("g", { class: "atlas-differs" },
    drawn("rect", { x: x - 2, y: y + down - 2, width: width + 4, height: height + 4, rx: 8 }),
    drawn("circle", { cx: at, cy: top, r: 8 }),
    drawn("text", { x: at, y: top + 4, "text-anchor": "middle" }, SIGN)));
}
