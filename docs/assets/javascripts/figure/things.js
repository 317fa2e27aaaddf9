// @ts-check
// Things: boxes of a drawing that a reader presses to change them. The same options stand in the select boxes.

import { all, make, one } from "./elements.js";

/** @typedef {import("./state.js").States} States */

export class Things {
  /** @param {HTMLElement} scene @param {(chosen: number[]) => void} choose @param {(key: string) => boolean} answer whether a press was an answer */
  constructor(scene, choose, answer) {
    this.scene = scene;
    this.choose = choose;
    this.answer = answer;
    /** @type {States | undefined} */
    this.states = undefined;
    /** @type {number[]} */
    this.chosen = [];
    this.menu = make("div", { class: "atlas-menu", role: "group" });
    this.from = "";
    scene.addEventListener("keydown", event => this.press(event));
    addEventListener("click", event => {
      const target = /** @type {Element} */ (event.target);
      if (this.menu.isConnected && !this.menu.contains(target) && !target.closest(".thing")) this.close();
    });
    for (const drawing of all(scene, ".atlas-drawing")) drawing.addEventListener("click", event => this.pressed(/** @type {Element} */ (event.target)));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.key === "Escape" && this.menu.isConnected) this.close(true);
    if (!["Enter", " "].includes(event.key) || !target.matches(".thing")) return;
    event.preventDefault();
    this.pressed(target);
  }

  /** @param {Element} target */
  pressed(target) {
    const key = keyOf(target);
    if (!key || this.answer(key)) return;
    const thing = this.element(this.named(key) ? key : `${key}-label`);
    if (thing) this.show(thing, keyOf(thing));
  }

  /** What a box can change.
   * @param {string} key */
  named(key) {
    return this.states?.content.things.some(thing => thing[0] === key);
  }

  /** The box of that key in the drawing that is seen.
   * @param {string} key */
  element(key) {
    return all(this.scene, `[id$="--${key}"].thing`).find(found => found.getClientRects().length);
  }

  /** Make boxes pressable, by finger and by key.
   * @param {number[]} chosen */
  mark(chosen) {
    this.chosen = chosen;
    this.close();
    if (!this.states) return;
    const words = this.states.words;
    for (const svg of all(this.scene, ":scope > .atlas-drawing svg")) {
      svg.setAttribute("role", "group");
      for (const key of new Set(this.states.content.things.map(thing => thing[0]))) {
        const box = svg.querySelector(`[id$="--${key}"]`);
        if (!box) continue;
        box.classList.add("thing");
        box.setAttribute("tabindex", "0");
        box.setAttribute("role", "button");
        box.setAttribute("aria-label", `${box.querySelector("text")?.textContent ?? ""}: ${words.change_thing}`);
      }
    }
  }

  /** @param {HTMLElement} thing @param {string} key */
  show(thing, key) {
    const { controls, content: { things } } = /** @type {States} */ (this.states);
    this.from = key;
    const groups = things.filter(([of]) => of === key).map(([, number, options]) => make("div", {},
      make("p", {}, controls[number].label),
      ...options.map(option => {
        const button = make("button", { type: "button", class: "atlas-button", "aria-pressed": String(this.chosen[number] === option) }, controls[number].options[option][1]);
        button.addEventListener("click", () => {
          this.choose(this.chosen.map((old, at) => at === number ? option : old));
          this.element(key)?.focus({ preventScroll: true });
        });
        return button;
      })));
    this.menu.replaceChildren(...groups);
    this.menu.setAttribute("aria-label", thing.querySelector("text")?.textContent ?? "");
    const drawing = /** @type {HTMLElement} */ (thing.closest(".atlas-drawing"));
    drawing.append(this.menu);
    const [box, frame] = [thing.getBoundingClientRect(), drawing.getBoundingClientRect()];
    this.menu.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - this.menu.offsetWidth))}px`;
    this.menu.style.top = `${Math.min(box.bottom - frame.top + 4, frame.height - this.menu.offsetHeight)}px`;
    one(this.menu, "button").focus({ preventScroll: true });
  }

  close(returns = false) {
    this.menu.remove();
    if (returns) this.element(this.from)?.focus({ preventScroll: true });
  }
}

/** The key of the box that was pressed; a node's name, frame and kernel are the node.
 * @param {Element} target */
function keyOf(target) {
  const group = target.closest("svg g[id]");
  return group?.id.split("--").slice(1).join("--") ?? "";
}
