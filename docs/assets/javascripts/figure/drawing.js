// @ts-check
// Drawing: puts finished parts over one another, marks how far a walk has come, and shows the packet there.

import { all, one, parsedDrawing } from "./elements.js";
import { card, travel } from "./headers.js";

/** @typedef {import("./state.js").Layout} Layout */
/** @typedef {import("./state.js").Pick} Pick */
/** @typedef {import("./state.js").States} States */

/** @type {Layout[]} */
const LAYOUTS = ["wide", "narrow"];
const WIDE = 0;
const FOLDED = 1;
const OPEN = 2;
const ENLARGED = 1.2;

export class Drawing {
  /** @param {HTMLElement} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {States | null} */
    this.states = null;
    /** @type {Map<string, SVGElement[]>} */
    this.made = new Map();
    this.open = false;
  }

  /** How a layout is seen: where room is short, nodes that take no part are folded.
   * @param {Layout} layout */
  view(layout) {
    if (layout === "wide") return WIDE;
    return this.open ? OPEN : FOLDED;
  }

  /** @param {States} states @param {string} files address of the folder with the figures */
  use(states, files) {
    this.states = states;
    this.files = files;
    setTimeout(() => this.shownLayouts().forEach(layout => this.parts("actors", layout))); // parsed before the first choice
  }

  /** The layouts that are visible: drawing the other one as well would double the time. */
  shownLayouts() {
    return LAYOUTS.filter(layout => one(this.scene, `.atlas-drawing--${layout}`).getClientRects().length);
  }

  /** @param {Pick | undefined} pick */
  draw(pick, layouts = this.shownLayouts()) {
    for (const layout of layouts) {
      const svg = one(this.scene, `.atlas-drawing--${layout} svg`);
      const graph = one(svg, ":scope > g");
      graph.replaceChildren(...(pick ? this.elements(layout, pick) : []));
      if (pick && this.states) this.resize(svg, graph, layout, this.states.content.casts[pick.cast][this.view(layout)][2]);
    }
  }

  /** Parts are drawn from the lower end of the tallest sheet; a sheet may be lower.
   * @param {Element} svg @param {Element} graph @param {Layout} layout @param {number} height */
  resize(svg, graph, layout, height) {
    const width = Number(svg.getAttribute("viewBox")?.split(" ")[2]);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("height", String(height * ENLARGED));
    graph.setAttribute("transform", `translate(0 ${this.states?.content.heights[layout]})`);
  }

  /** @param {Pick | undefined} pick */
  drawAll(pick) {
    this.draw(pick, LAYOUTS);
  }

  /** Frames lie lowest, then lines, boxes and numbers.
   * @param {Layout} layout @param {Pick} pick */
  elements(layout, { cast, net }) {
    if (!this.states) return [];
    const { casts, nets } = this.states.content;
    const [frames, boxes] = casts[cast][this.view(layout)];
    const [lines, badges] = nets[net][this.view(layout)];
    const [actors, wires] = [this.parts("actors", layout), this.parts("wires", layout)];
    return [
      ...frames.map(at => actors[at]), ...lines.map(at => wires[at]),
      ...boxes.map(at => actors[at]), ...badges.map(at => wires[at]),
    ];
  }

  /** @param {"actors" | "wires"} kind @param {Layout} layout */
  parts(kind, layout) {
    const known = this.made.get(kind + layout);
    if (known) return known;
    const markup = this.states?.content[kind][layout] ?? [];
    const parts = parsedDrawing(markup.map(part => part.replaceAll("@@atlas-figures@@", this.files ?? "")));
    this.made.set(kind + layout, parts);
    return parts;
  }

  /** @param {string} text */
  describe(text) {
    for (const layout of LAYOUTS) one(this.scene, `.atlas-drawing--${layout} svg > desc`).textContent = text;
  }

  /** Show where a walk is: this hop is strong, what is not on it is calm. `hop` counts from 1; 0 is the whole way.
   * @param {string[]} numbers of the hops @param {number} hop */
  mark(numbers, hop) {
    for (const drawing of all(this.scene, ".atlas-drawing")) drawing.classList.toggle("walking", hop > 0);
    for (const element of all(this.scene, "[data-hop]")) {
      const at = numbers.indexOf((element.dataset.hop ?? "").replace("?", "")) + 1;
      element.classList.toggle("ahead", hop > 0 && at > hop);
      element.classList.toggle("now", hop > 0 && at === hop);
    }
  }

  /** Show the packet with its header: that of this hop, or at rest the first and the last of the request.
   * @param {Pick | undefined} pick @param {import("./headers.js").Seen[]} seen @param {number} hop @param {number} speed 0 for no movement
   * @returns {number} how long the movement takes, in milliseconds */
  showPacket(pick, seen, hop, speed) {
    let time = 0;
    for (const old of all(this.scene, ".atlas-card, .atlas-crowd, .atlas-drawing .header")) old.remove();
    if (!pick || !this.states) return time;
    for (const layout of LAYOUTS) {
      const svg = one(this.scene, `.atlas-drawing--${layout} svg`);
      const [hops, rest] = this.states.content.headers[pick.headers][this.view(layout)];
      if (!hop) {
        for (const [at, ...place] of rest) svg.append(card({ ...seen[at], then: null, ends: "rests" }, place));
        continue;
      }
      const made = card(seen[hop - 1], hops[hop - 1]);
      svg.append(made);
      const line = /** @type {SVGPathElement | null} */ (svg.querySelector(".leg.now path"));
      if (!speed || !line?.getClientRects().length) continue;
      const { f } = /** @type {SVGGElement} */ (svg.querySelector(":scope > g")).transform.baseVal.consolidate()?.matrix ?? { f: 0 };
      time = travel(made, hops[hop - 1], line, f, speed);
    }
    return time;
  }
}
