// @ts-check
// Drawing: puts finished parts over one another, and marks how far a walk has come.

import { all, circle, one, parsedDrawing } from "./elements.js";

/** @typedef {import("./state.js").Layout} Layout */
/** @typedef {import("./state.js").Pick} Pick */
/** @typedef {import("./state.js").States} States */

/** @type {Layout[]} */
const LAYOUTS = ["wide", "narrow"];
const STEP = 700;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

export class Drawing {
  /** @param {HTMLElement} scene */
  constructor(scene) {
    this.scene = scene;
    /** @type {States | null} */
    this.states = null;
    /** @type {Map<string, SVGElement[]>} */
    this.made = new Map();
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
      const graph = one(this.scene, `.atlas-drawing--${layout} svg > g`);
      graph.replaceChildren(...graph.querySelectorAll(":scope > .paper"), ...(pick ? this.elements(layout, pick) : []));
    }
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
    const [frames, boxes] = casts[cast];
    const [lines, badges] = nets[net][LAYOUTS.indexOf(layout)];
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

  /** Show where a walk is: what follows fades. `hop` counts from 1; 0 is the whole way.
   * @param {string[]} numbers of the hops @param {number} hop */
  mark(numbers, hop) {
    for (const element of all(this.scene, "[data-hop]")) {
      const at = numbers.indexOf(element.dataset.hop ?? "") + 1;
      element.classList.toggle("ahead", hop > 0 && at > hop);
      element.classList.toggle("now", hop > 0 && at === hop);
    }
  }

  /** A dot runs along the line of this hop, in the layout that is shown. */
  movePacket() {
    if (stillness.matches) return;
    for (const element of all(this.scene, ".leg.now path")) {
      const path = /** @type {SVGPathElement} */ (/** @type {unknown} */ (element));
      if (!path.getClientRects().length) continue;
      const dot = circle(5);
      dot.setAttribute("class", "packet");
      path.closest("svg > g")?.append(dot);
      const [length, begin] = [path.getTotalLength(), performance.now()];
      /** @param {number} now */
      const run = now => {
        const share = Math.min(1, (now - begin) / STEP);
        const point = path.getPointAtLength(share * length);
        dot.setAttribute("cx", String(point.x));
        dot.setAttribute("cy", String(point.y));
        if (share < 1 && path.isConnected) requestAnimationFrame(run);
        else dot.remove();
      };
      run(begin);
    }
  }
}
