// @ts-check
// Explorable figures: switches between states that the model has computed, and walks through one of them hop by hop.
// It computes nothing about packets, draws nothing and holds no words: all three come finished with the file of states.
// A module, so that a page with several such figures runs it once.

import { ask, differences, listenToSwipes, selectsOf, send, summary } from "./figure/controls.js";
import { Drawing } from "./figure/drawing.js";
import { all, fill, make, one, plain } from "./figure/elements.js";
import { Player } from "./figure/player.js";
import { States, addressWith, stateInAddress } from "./figure/state.js";

export { spread } from "./figure/controls.js";

/** @typedef {import("./figure/state.js").Content} Content */
/** @typedef {import("./figure/state.js").Pick} Pick */

class Explorer {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.name = form.dataset.figure ?? "";
    this.scene = /** @type {HTMLElement} */ (form.closest(".atlas-scene"));
    this.drawing = new Drawing(this.scene);
    this.player = new Player(this.scene, this.drawing);
    this.selects = selectsOf(form);
    this.waySelect = /** @type {HTMLSelectElement} */ (one(this.scene, 'select[data-do="way"]'));
    this.chosen = this.initial = this.selects.map(select => select.selectedIndex);
    this.way = 0;
    this.seed = 0;
    this.predicting = false;
    /** @type {(() => void) | null} */
    this.reveal = null;
    /** @type {Pick[]} */
    this.current = [];
    // Both come with the file; whatever needs them waits for it (see `ready`).
    this.states = /** @type {States} */ (/** @type {unknown} */ (undefined));
    this.words = this.player.words;
    /** @type {Promise<void> | undefined} */
    this.loading = undefined;
    this.firstCaption = [...one(this.scene, ".atlas-scene__caption").childNodes];
    for (const fieldset of all(this.scene, "fieldset")) /** @type {HTMLFieldSetElement} */ (fieldset).disabled = false;
    this.listen();
    if (stateInAddress(this.name)) this.readAddress();
  }

  listen() {
    const { scene, form } = this;
    for (const event of ["pointerenter", "focusin"]) scene.addEventListener(event, () => this.load().catch(() => {}), { once: true });
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("change", () => this.choose(this.selects.map(select => select.selectedIndex)));
    /** @type {Record<string, (button: HTMLElement) => void>} */
    const actions = {
      reset: () => this.choose(this.initial),
      previous: () => this.step(-1),
      next: () => this.step(1),
      play: () => this.player.play(() => this.stepped()),
      send: () => this.tell(send(one(scene, ".atlas-spread"), this.current, ++this.seed, this.words)),
      predict: button => this.predict(button),
    };
    for (const button of all(scene, "button[data-do]"))
      button.addEventListener("click", () => this.ready(() => actions[button.dataset.do ?? ""](button)));
    this.waySelect.addEventListener("change", () => this.ready(() => this.walk(this.waySelect.selectedIndex, 0)));
    scene.addEventListener("keydown", event => this.press(event));
    for (const drawing of all(scene, ".atlas-drawing")) listenToSwipes(drawing, by => this.ready(() => this.step(by)));
    addEventListener("popstate", () => this.readAddress());
    for (const event of ["resize", "beforeprint"]) addEventListener(event, () => this.redraw());
    addEventListener("resize", () => { one(scene, ".atlas-scene__caption").style.minHeight = ""; });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const target = /** @type {Element} */ (event.target);
    if (!by || event.altKey || event.ctrlKey || event.metaKey || target.closest("select, input")) return;
    event.preventDefault();
    this.ready(() => this.step(by));
  }

  // ---- loading

  load() {
    return (this.loading ??= fetch(this.form.dataset.states ?? "")
      .then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then(content => this.use(content)));
  }

  /** @param {Content} content */
  use(content) {
    this.states = new States(content);
    this.words = this.player.words = content.words;
    this.drawing.use(this.states, new URL(this.form.dataset.files ?? "", location.href).href);
    this.current = this.states.picks(this.chosen);
    this.player.whole = this.current[0]?.whole ?? "";
  }

  /** Do something that needs the states.
   * @param {() => void} action */
  async ready(action) {
    try {
      await this.load();
    } catch {
      this.loading = undefined;
      this.tell(this.form.dataset.unloaded ?? "", true);
      return;
    }
    action();
  }

  // ---- the address of the page

  readAddress() {
    this.ready(() => {
      const wanted = stateInAddress(this.name) ?? new Map();
      const chosen = this.states.chosenBy(wanted);
      this.chosen = chosen ?? this.initial;
      this.show();
      if (!chosen) {
        this.writeAddress("replaceState");
        this.tell(this.words.unknown, true);
        return;
      }
      const way = Math.min(Number(wanted.get("way") ?? 1) || 1, this.current.length) - 1;
      this.walk(Math.max(0, way), Number(wanted.get("hop") ?? 0) || 0, false);
    });
  }

  /** @param {"pushState" | "replaceState"} how */
  writeAddress(how) {
    /** @type {[string, string | number][]} */
    const pairs = this.states.changes(this.chosen);
    if (this.way) pairs.push(["way", this.way + 1]);
    if (this.player.hop) pairs.push(["hop", this.player.hop]);
    history[how](null, "", addressWith(this.name, pairs));
  }

  // ---- states

  /** @param {number[]} chosen */
  choose(chosen) {
    return this.ready(() => {
      const before = summary(this.current);
      this.chosen = chosen;
      this.way = this.player.hop = 0;
      this.writeAddress("pushState");
      const reveal = () => {
        this.show();
        const changed = differences(before, summary(this.current), this.words);
        this.tell([this.states.caption(this.chosen), ...changed].join(" "));
        const box = one(this.scene, ".atlas-changed");
        box.replaceChildren(make("strong", {}, this.words.changed), make("ul", {}, ...changed.map(text => make("li", {}, text))));
        box.hidden = false;
      };
      if (this.predicting) this.ask(reveal);
      else reveal();
    });
  }

  /** The drawing below stays where it is: a shorter caption keeps the height of the first one. */
  showCaption() {
    const box = one(this.scene, ".atlas-scene__caption");
    if (this.firstCaption[0].isConnected) box.style.minHeight = `${box.getBoundingClientRect().height}px`;
    if (this.states.changes(this.chosen).length) box.textContent = this.states.caption(this.chosen);
    else box.replaceChildren(...this.firstCaption);
  }

  show() {
    this.player.stop();
    this.current = this.states.picks(this.chosen);
    this.selects.forEach((select, at) => { select.selectedIndex = this.chosen[at]; });
    this.showCaption();
    this.waySelect.replaceChildren(...this.current.map(pick => new Option(pick.way)));
    this.waySelect.disabled = this.current.length < 2;
    for (const box of [".atlas-spread", ".atlas-changed"]) one(this.scene, box).hidden = true;
    this.endGuess();
    this.walk(0, 0, false);
  }

  // ---- ways and hops

  /** @param {number} way @param {number} hop */
  walk(way, hop, write = true) {
    this.way = way;
    const pick = this.current[way];
    this.waySelect.selectedIndex = way;
    this.drawing.draw(pick);
    one(this.scene, ".atlas-outcomes").innerHTML = pick?.outcomes ?? "";
    if (!pick) one(this.scene, ".atlas-outcomes").append(make("p", { class: "atlas-outcome" }, this.words.impossible));
    this.player.follow(pick?.hops.map(each => each.row).join("") ?? "", pick?.whole ?? this.words.impossible, hop);
    this.drawing.describe(this.states.description(this.chosen, pick));
    if (write) this.writeAddress("replaceState");
  }

  redraw() {
    if (!this.states) return; // still the page's own drawings
    this.drawing.drawAll(this.current[this.way]);
    this.player.show();
  }

  /** @param {number} by */
  step(by) {
    if (this.player.step(by)) this.stepped();
  }

  stepped() {
    this.writeAddress("replaceState");
    const { hop } = this.player;
    const heard = this.current[this.way]?.hops[hop - 1]?.heard;
    this.tell(heard ? `${this.player.position()}. ${plain(heard)}` : this.player.whole);
  }

  // ---- predict first

  /** @param {HTMLElement} button */
  predict(button) {
    this.predicting = !this.predicting;
    button.setAttribute("aria-pressed", String(this.predicting));
    if (this.predicting) this.ask(() => this.show());
    else this.reveal?.();
  }

  /** @param {() => void} reveal */
  ask(reveal) {
    this.player.stop();
    this.scene.classList.add("atlas-scene--asked");
    this.reveal = reveal;
    const here = this.states.picks(this.chosen);
    const right = new Set(here.map(pick => pick.ends.join(", ")));
    ask(one(this.scene, ".atlas-guess"), this.states, here, end => {
      this.endGuess();
      reveal();
      const answer = right.has(end) ? this.words.right : this.words.wrong;
      this.tell(fill(answer, { ends: [...right].join(", ") || "–" }), true);
      this.selects[0].focus({ preventScroll: true });
    });
    this.tell(this.words.question);
  }

  endGuess() {
    this.reveal = null;
    this.scene.classList.remove("atlas-scene--asked");
    one(this.scene, ".atlas-guess").hidden = true;
  }

  /** Say something to assistive technology, or to everyone.
   * @param {string} text */
  tell(text, visibly = false) {
    const said = one(this.scene, ".atlas-said");
    said.classList.toggle("atlas-spoken", !visibly);
    said.textContent = text.replaceAll("`", "");
  }
}

for (const form of document.querySelectorAll(".atlas-explore")) Object.assign(form, { explorer: new Explorer(/** @type {HTMLFormElement} */ (form)) });
