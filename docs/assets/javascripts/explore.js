// @ts-check
// Explorable figures: switches between states that the model has computed, and walks through one of them hop by hop.
// It computes nothing about packets, draws nothing and holds no words: all three come finished with the file of states.
// A module, so that a page with several such figures runs it once.

import { answers, ask, differences, listenToSwipes, selectsOf, summary } from "./figure/controls.js";
import { Drawing } from "./figure/drawing.js";
import { all, fill, make, one, plain } from "./figure/elements.js";
import { Player } from "./figure/player.js";
import { States, addressWith, stateInAddress } from "./figure/state.js";
import { Things } from "./figure/things.js";

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
    this.things = new Things(this.scene, chosen => this.choose(chosen), key => this.pressed(key));
    this.selects = selectsOf(form);
    this.waySelect = /** @type {HTMLSelectElement} */ (one(this.scene, 'select[data-do="way"]'));
    this.chosen = this.initial = this.selects.map(select => select.selectedIndex);
    this.way = 0;
    this.predicting = false;
    /** @type {Map<string, string> | null} the answers to the question that is asked, with the boxes of their places */
    this.answers = null;
    /** @type {import("./figure/compare.js").Comparison | undefined} */
    this.comparison = undefined;
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
      send: () => this.send(100),
      predict: button => this.predict(button),
      speed: button => this.player.changeSpeed(button),
      open: button => this.open(button),
      option: button => this.choose([Number(/** @type {HTMLButtonElement} */ (button).value)]),
      compare: () => this.compare(this.comparison ? "" : this.form.dataset.compare ?? ""),
    };
    for (const button of all(scene, "button[data-do]"))
      button.addEventListener("click", () => this.ready(() => actions[button.dataset.do ?? ""](button)));
    scene.querySelector('[data-do="scrub"]')?.addEventListener("input", event => {
      this.choose([Number(/** @type {HTMLInputElement} */ (event.target).value)]);
    });
    for (const cell of all(scene, "[data-at]")) cell.addEventListener("click", () => this.choose([Number(cell.dataset.at)]));
    this.waySelect.addEventListener("change", () => this.ready(() => this.walk(this.waySelect.selectedIndex, 0)));
    scene.addEventListener("keydown", event => this.press(event));
    one(scene, ".atlas-drawing--narrow").addEventListener("click", event => {
      const folded = /** @type {Element} */ (event.target).closest(".folded");
      if (folded && !this.answers) one(scene, '[data-do="open"]').click();
    });
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
    return (this.loading ??= this.fetched().then(content => this.use(content)));
  }

  /** The states come from a file of their own, or stand in a page that is a file by itself.
   * @returns {Promise<Content>} */
  async fetched() {
    const inPage = document.getElementById(`${this.name}-states`);
    if (inPage) return JSON.parse(inPage.textContent ?? "");
    const answer = await fetch(this.form.dataset.states ?? "");
    return answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText));
  }

  /** @param {Content} content */
  use(content) {
    this.states = new States(content);
    this.words = this.player.words = content.words;
    this.drawing.use(this.states, new URL(this.form.dataset.files ?? "", location.href).href);
    this.current = this.states.picks(this.chosen);
    this.player.root = new URL("../../", this.drawing.files).href;
    this.player.pick = this.current[0];
    this.player.whole = this.current[0]?.whole ?? "";
    this.things.states = this.states;
    this.player.say();
    this.player.show();
    this.things.mark(this.chosen);
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
    this.ready(async () => {
      const wanted = stateInAddress(this.name) ?? new Map();
      const chosen = this.states.chosenBy(wanted);
      this.chosen = chosen ?? this.initial;
      this.show();
      if (!chosen) {
        this.writeAddress("replaceState");
        this.tell(this.words.unknown, true);
        return;
      }
      if (wanted.has("with") || this.comparison) await this.compare(wanted.get("with") ?? "", false);
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
    if (this.comparison) pairs.push(["with", this.comparison.wanted]);
    history[how](null, "", addressWith(this.name, pairs));
  }

  // ---- states

  /** @param {number[]} chosen */
  choose(chosen) {
    return this.ready(() => {
      const before = summary(this.current);
      this.chosen = chosen;
      this.way = this.player.hop = 0;
      this.comparison?.want(this.comparison.wanted);
      this.writeAddress("pushState");
      if (this.predicting) {
        this.ask();
        return;
      }
      this.show();
      if (this.comparison) {
        this.tell(this.comparison.told);
        return;
      }
      const changed = differences(before, summary(this.current), this.words);
      this.tell([this.states.caption(this.chosen), ...changed].join(" "));
      const box = one(this.scene, ".atlas-changed");
      box.replaceChildren(make("strong", {}, this.words.changed), make("ul", {}, ...changed.map(text => make("li", {}, text))));
      box.hidden = false;
    });
  }

  /** On a time line: where this state is. */
  showMoment() {
    for (const cell of all(this.scene, "[data-at]")) cell.classList.toggle("now", Number(cell.dataset.at) === this.chosen[0]);
    const slider = this.scene.querySelector('[data-do="scrub"]');
    if (!slider) return;
    /** @type {HTMLInputElement} */ (slider).value = String(this.chosen[0]);
    slider.setAttribute("aria-valuetext", this.states.caption(this.chosen));
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
    for (const button of all(this.scene, '[data-do="option"]')) button.setAttribute("aria-pressed", String(Number(button.getAttribute("value")) === this.chosen[0]));
    this.showMoment();
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
    this.things.mark(this.chosen);
    one(this.scene, ".atlas-outcomes").innerHTML = pick?.outcomes ?? "";
    if (!pick) one(this.scene, ".atlas-outcomes").append(make("p", { class: "atlas-outcome" }, this.words.impossible));
    this.comparison?.show();
    this.player.follow(pick, pick?.whole ?? this.words.impossible, hop);
    this.comparison?.mark();
    this.drawing.describe(this.states.description(this.chosen, pick));
    if (write) this.writeAddress("replaceState");
  }

  redraw() {
    if (!this.states) return; // still the page's own drawings
    this.drawing.drawAll(this.current[this.way]);
    this.things.mark(this.chosen);
    this.comparison?.show();
    this.player.show();
    this.comparison?.mark();
  }

  /** Show another state beside this one, or no longer.
   * @param {string} wanted a control and an option of it (external/Local), or "" */
  async compare(wanted, write = true) {
    this.comparison?.end();
    this.comparison = undefined;
    if (wanted) {
      const { Comparison } = await import("./figure/compare.js");
      this.comparison = new Comparison(this, beside => this.compare(beside));
      this.comparison.want(wanted);
    }
    const on = Boolean(this.comparison);
    one(this.scene, '[data-do="compare"]').setAttribute("aria-pressed", String(on));
    one(this.scene, ".atlas-with").hidden = !on;
    this.walk(this.way, this.player.hop, write);
    if (this.comparison) this.tell(this.comparison.told);
  }

  /** @param {number} by */
  step(by) {
    if (this.player.step(by)) this.stepped();
  }

  stepped() {
    this.writeAddress("replaceState");
    bringIntoView(one(this.scene, `.atlas-drawing--${this.drawing.shownLayouts()[0] ?? "wide"}`));
    const { hop } = this.player;
    const heard = this.current[this.way]?.hops[hop - 1]?.heard;
    this.tell(heard ? `${this.player.position()}. ${plain(heard)}` : this.player.whole);
  }

  /** Send many connections through this state. All nodes are open then: a connection may take any of them.
   * @param {number} connections */
  async send(connections) {
    const { send } = await import("./figure/crowd.js");
    if (this.comparison) await this.compare("");
    this.drawing.open = true;
    this.walk(this.way, 0);
    this.tell(send(this, connections, () => this.send(1000)));
    if (connections <= 100) bringIntoView(one(this.scene, `.atlas-drawing--${this.drawing.shownLayouts()[0] ?? "wide"}`));
  }

  /** Show all nodes, or fold those that take no part.
   * @param {HTMLElement} button */
  open(button) {
    this.drawing.open = !this.drawing.open;
    button.setAttribute("aria-pressed", String(this.drawing.open));
    this.redraw();
  }

  // ---- predict first

  /** @param {HTMLElement} button */
  predict(button) {
    this.predicting = !this.predicting;
    if (this.comparison) this.compare("");
    button.setAttribute("aria-pressed", String(this.predicting));
    if (this.predicting) this.ask();
    else this.show();
  }

  /** Ask where the packet ends in this state. The drawing shows the state, but no way through it. */
  ask() {
    this.drawing.open = true;
    this.show();
    this.scene.classList.add("atlas-scene--asked");
    for (const button of all(this.scene, ".atlas-bar button, [data-do=send]")) /** @type {HTMLButtonElement} */ (button).disabled = true;
    this.answers = answers(this.states, this.current);
    const state = this.states.changes(this.chosen).length ? this.states.caption(this.chosen) : "";
    const question = fill(this.words.question, { state }).trim();
    ask(one(this.scene, ".atlas-guess"), question, this.answers.keys(), end => this.answered(end));
    this.drawing.showPacket(undefined, [], 0, 0);
    bringIntoView(one(this.scene, `.atlas-drawing--${this.drawing.shownLayouts()[0] ?? "wide"}`));
    this.tell(question);
  }

  /** A place in the drawing was pressed; tell whether that was an answer.
   * @param {string} key */
  pressed(key) {
    if (!this.answers) return false;
    const kernel = key.replace(/^node-(node-.*?)(-label)?$/, "$1").replace(/^kernel-/, "");
    const fitting = [...this.answers].filter(([, box]) => box.split(", ").some(each => each === key || each === `kernel-${kernel}`));
    const now = fitting.find(([end]) => this.rightEnds().has(end)) ?? fitting[0];
    if (now) this.answered(now[0]);
    return true;
  }

  rightEnds() {
    return new Set(this.current.map(pick => pick.ends.join(", ")));
  }

  /** @param {string} end */
  answered(end) {
    const right = this.rightEnds();
    this.endGuess();
    this.show();
    const said = fill(right.has(end) ? this.words.right : this.words.wrong, { ends: [...right].join(", ") || "–" });
    const box = one(this.scene, ".atlas-guess");
    const next = make("button", { type: "button", class: "atlas-button" }, this.words.next_question);
    next.addEventListener("click", () => this.nextQuestion());
    const hops = this.current[0]?.hops ?? [];
    const telling = hops.find(hop => /data-ends/.test(hop.row)) ?? hops.find(hop => /data-rule/.test(hop.row)) ?? hops[0];
    const why = telling ? plain(telling.heard) : this.words.impossible;
    box.replaceChildren(make("p", {}, said), make("p", { class: "atlas-why" }, why), next);
    box.hidden = false;
    next.focus({ preventScroll: true });
    this.tell(`${said} ${why}`);
  }

  /** Ask about another state: one further in the list of all. */
  nextQuestion() {
    const { controls } = this.states;
    let at = this.states.index(this.chosen) + 7;
    const chosen = [...this.chosen];
    for (let number = controls.length - 1; number >= 0; number--) {
      chosen[number] = at % controls[number].options.length;
      at = Math.floor(at / controls[number].options.length);
    }
    this.choose(chosen);
  }

  endGuess() {
    this.answers = null;
    this.scene.classList.remove("atlas-scene--asked");
    for (const button of all(this.scene, ".atlas-bar button, [data-do=send]")) /** @type {HTMLButtonElement} */ (button).disabled = false;
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

/** Scroll no further than needed to see all of a drawing between the page's header and the bar at its foot.
 * @param {HTMLElement} drawing */
function bringIntoView(drawing) {
  const bar = one(/** @type {HTMLElement} */ (drawing.closest(".atlas-scene")), ".atlas-bar").getBoundingClientRect().height;
  const { top, bottom } = drawing.getBoundingClientRect();
  const [first, last] = [document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0, document.documentElement.clientHeight - bar];
  const by = top < first || bottom - top > last - first ? top - first : Math.max(0, bottom - last);
  if (Math.abs(by) > 1) document.documentElement.scrollBy({ top: by, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

for (const form of document.querySelectorAll(".atlas-explore")) Object.assign(form, { explorer: new Explorer(/** @type {HTMLFormElement} */ (form)) });
