// Explorable figures: switches between states that the model has computed, and walks through one of them hop by hop.
// It computes nothing about packets and holds no words: both come with the file of states.
// A module, so that a page with several such figures runs it once.

const SVG = "http://www.w3.org/2000/svg";
const LAYOUTS = ["wide", "narrow"];
const [ARROW, CORNER] = [8, 7];
const CONNECTIONS = 100;
const [PAUSE, SWIPE] = [1600, 48];
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

// ---- words and elements

function fill(template, facts) {
  return template.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

function furnish(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const make = (name, attributes = {}, ...children) => furnish(document.createElement(name), attributes, children);
const draw = (name, attributes, ...children) => furnish(document.createElementNS(SVG, name), attributes, children);

// What stands between backticks is code.
function withCode(sentence) {
  return sentence.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

const plain = sentence => sentence.replaceAll("`", "");

// ---- addresses: ?f.nodeport=entry:node-b,external:Local,hop:3

function stateInAddress(figure) {
  const text = new URLSearchParams(location.search).get(`f.${figure}`);
  if (!text) return null;
  return new Map(text.split(",").map(part => {
    const at = part.indexOf(":");
    return [part.slice(0, at), part.slice(at + 1)];
  }));
}

function addressWith(figure, pairs) {
  const key = `f.${figure}=`;
  const kept = location.search.slice(1).split("&").filter(part => part && !part.startsWith(key));
  const value = pairs.map(([name, option]) => `${name}:${option}`).join(",");
  if (value) kept.push(key + encodeURIComponent(value).replace(/%(3A|2C|2F)/g, decodeURIComponent));
  return location.pathname + (kept.length ? `?${kept.join("&")}` : "") + location.hash;
}

// ---- chance: the same connections for the same seed (mulberry32)

function* chance(seed) {
  let state = seed;
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

// Return how many of the connections take each way; every way has a numerator and a denominator.
export function spread(shares, seed, connections = CONNECTIONS) {
  const counts = shares.map(() => 0);
  const numbers = chance(seed);
  for (let sent = 0; sent < connections; sent++) {
    let left = numbers.next().value;
    let way = 0;
    while (way < shares.length - 1 && left >= shares[way][0] / shares[way][1]) {
      left -= shares[way][0] / shares[way][1];
      way++;
    }
    counts[way]++;
  }
  return counts;
}

// ---- lines: corners become a path with rounded corners that ends in an arrow

function towards(start, end, distance) {
  const total = Math.abs(end[0] - start[0]) + Math.abs(end[1] - start[1]) || 1;
  const share = Math.min(1, distance / total);
  return [start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share];
}

const distance = (one, two) => Math.abs(one[0] - two[0]) + Math.abs(one[1] - two[1]);
const at = point => point.map(number => number.toFixed(1)).join(",");

function line(corners) {
  const tip = corners.at(-1);
  const foot = towards(tip, corners.at(-2), ARROW);
  const ends = [...corners.slice(0, -1), foot];
  let path = `M${at(ends[0])}`;
  for (let index = 1; index < ends.length - 1; index++) {
    const [before, corner, after] = ends.slice(index - 1, index + 2);
    const radius = Math.min(CORNER, distance(before, corner) / 2, distance(corner, after) / 2);
    path += `L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`;
  }
  const [dx, dy] = [(tip[0] - foot[0]) / ARROW, (tip[1] - foot[1]) / ARROW];
  const side = sign => [foot[0] - sign * dy * 2.8, foot[1] + sign * dx * 2.8];
  return [`${path}L${at(foot)}`, [side(1), tip, side(-1)].map(at).join(" ")];
}

function wireElements([role, badge, numbers]) {
  const values = numbers.split(" ").map(Number);
  const points = [];
  for (let index = 0; index < values.length; index += 2) points.push(values.slice(index, index + 2));
  const sign = badge ? points.pop() : null;
  const [path, arrow] = line(points);
  const leg = draw("g", { class: `edge leg ${role}`, "data-hop": badge }, draw("path", { d: path }), draw("polygon", { points: arrow }));
  if (!sign) return { leg };
  const place = { cx: sign[0], cy: sign[1], rx: 8.5, ry: 8.5 };
  const text = draw("text", { "text-anchor": "middle", x: sign[0], y: sign[1] + 3.3 }, badge);
  return { leg, badge: draw("g", { class: `node badge ${role}`, "data-hop": badge }, draw("ellipse", place), text), spot: `${badge} ${sign}` };
}

// ---- one figure's states, as the build has written them

class States {
  constructor(content, files) {
    Object.assign(this, content);
    this.files = files;
    this.made = new Map();
  }

  // The states stand in the order of the product of their options.
  index(chosen) {
    return this.controls.reduce((sum, control, at) => sum * control.options.length + chosen[at], 0);
  }

  picks = chosen => this.states[this.index(chosen)].map(number => this.pick(number));

  pick(number) {
    const [numerator, denominator, ends, way, outcomes, rows, cast, net] = this.picks_[number];
    return {
      share: [numerator, denominator],
      shareText: denominator === 1 ? String(numerator) : `${numerator}/${denominator}`,
      end: ends.map(one => this.strings[one]).join(", "),
      way: this.strings[way],
      outcomes: outcomes.map(([mark, verdict, good]) => ({ mark, good, verdict: this.strings[verdict] })),
      rows: rows.map(one => this.row(one)),
      cast,
      net,
    };
  }

  row(number) {
    const [badge, role, start, end, source, destination, packet, sentences] = this.rows[number];
    const [from, to, sent, aimed, whole] = [start, end, source, destination, packet].map(one => this.strings[one]);
    return { number: badge, role, start: from, end: to, source: sent, destination: aimed, packet: whole, sentences: sentences.map(one => this.strings[one]) };
  }

  // Return the elements of a drawing: frames lowest, then lines, boxes and numbers.
  drawing(layout, cast, net) {
    const parts = this.casts[cast].flatMap(number => this.part(layout, number));
    const isFrame = part => part.classList.contains("cluster");
    const wires = this.nets[net][LAYOUTS.indexOf(layout)].map(number => this.wire(layout, number));
    const badges = new Map(wires.filter(wire => wire.badge).map(wire => [wire.spot, wire.badge]));
    return [...parts.filter(isFrame), ...wires.map(wire => wire.leg), ...parts.filter(part => !isFrame(part)), ...badges.values()];
  }

  // All parts of a layout are parsed at once: that is quicker than one by one.
  part(layout, number) {
    return this.once(`parts ${layout}`, () => {
      const markup = this.parts[layout].map(part => `<g>${part}</g>`).join("").replaceAll("@@atlas-figures@@", this.files);
      const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${markup}</svg>`, "image/svg+xml");
      return [...document.adoptNode(parsed.documentElement).children].map(group => [...group.children]);
    })[number];
  }

  wire = (layout, number) => this.once(`wire ${layout} ${number}`, () => wireElements(this.wires[layout][number]));

  once(key, maker) {
    if (!this.made.has(key)) this.made.set(key, maker());
    return this.made.get(key);
  }
}

// ---- one figure on the page

class Explorer {
  constructor(form) {
    this.form = form;
    this.name = form.dataset.figure;
    this.scene = form.closest(".atlas-scene");
    this.selects = [...form.querySelectorAll(".atlas-control select")];
    this.chosen = this.initial = this.selects.map(select => select.selectedIndex);
    this.way = 0;
    this.hop = 0;
    this.seed = 0;
    for (const fieldset of this.all("fieldset")) fieldset.disabled = false;
    this.listen();
    if (stateInAddress(this.name)) this.readAddress();
  }

  all = selector => [...this.scene.querySelectorAll(selector)];
  one = selector => this.scene.querySelector(selector);

  fillBox(selector, ...content) {
    const box = this.one(selector);
    box.replaceChildren(...content);
    box.hidden = false;
  }

  listen() {
    for (const event of ["pointerenter", "focusin"]) this.scene.addEventListener(event, () => this.load().catch(() => {}), { once: true });
    this.form.addEventListener("submit", event => event.preventDefault());
    this.form.addEventListener("change", () => this.choose(this.selects.map(select => select.selectedIndex)));
    const actions = {
      reset: () => this.choose(this.initial),
      previous: () => this.step(-1),
      next: () => this.step(1),
      play: () => this.play(),
      send: () => this.send(),
      predict: button => this.predict(button),
    };
    for (const button of this.all("button[data-do]")) button.addEventListener("click", () => this.ready(() => actions[button.dataset.do](button)));
    this.waySelect = this.one('select[data-do="way"]');
    this.waySelect.addEventListener("change", () => this.ready(() => this.walk(this.waySelect.selectedIndex, 0)));
    this.scene.addEventListener("keydown", event => this.press(event));
    for (const drawing of this.all(".atlas-drawing")) this.listenToSwipes(drawing);
    addEventListener("popstate", () => this.readAddress());
    for (const event of ["resize", "beforeprint"]) addEventListener(event, () => this.redraw());
    addEventListener("resize", () => { this.one(".atlas-scene__caption").style.minHeight = ""; });
  }

  press(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("select, input")) return;
    event.preventDefault();
    this.ready(() => this.step(steps[event.key]));
  }

  // A swipe steps only where the page is not enlarged: there one finger moves the page.
  listenToSwipes(drawing) {
    let start = null;
    drawing.addEventListener("touchstart", event => {
      start = event.touches.length === 1 && (visualViewport?.scale ?? 1) < 1.01 ? event.touches[0] : null;
    }, { passive: true });
    drawing.addEventListener("touchend", event => {
      if (!start || event.touches.length) return;
      const end = event.changedTouches[0];
      const [dx, dy] = [end.clientX - start.clientX, end.clientY - start.clientY];
      start = null;
      if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) this.ready(() => this.step(dx < 0 ? 1 : -1));
    }, { passive: true });
  }

  // ---- loading

  load() {
    return (this.loading ??= fetch(this.form.dataset.states)
      .then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
      .then(content => this.use(content)));
  }

  use({ picks, ...content }) {
    const files = new URL(this.form.dataset.files, location.href).href;
    this.states = new States({ ...content, picks_: picks }, files);
    this.words = content.words;
    this.current = this.states.picks(this.chosen);
    setTimeout(() => this.shownLayouts().forEach(layout => this.states.part(layout, 0))); // parsed before the first choice
  }

  async ready(action) {
    try {
      await this.load();
    } catch {
      this.loading = undefined;
      this.tell(this.form.dataset.unloaded, true);
      return;
    }
    action();
  }

  // ---- the address of the page

  readAddress() {
    this.ready(() => {
      const wanted = stateInAddress(this.name) ?? new Map();
      const chosen = this.states.controls.map(control => {
        const key = wanted.get(control.key);
        return key === undefined ? control.initial : control.options.findIndex(option => option[0] === key);
      });
      const known = new Set([...this.states.controls.map(control => control.key), "hop", "way"]);
      const lost = chosen.includes(-1) || [...wanted.keys()].some(key => !known.has(key));
      this.chosen = lost ? this.initial : chosen;
      this.show();
      if (lost) {
        this.writeAddress("replaceState");
        this.tell(this.words.unknown, true);
        return;
      }
      const way = Math.min(Number(wanted.get("way") ?? 1) || 1, this.current.length) - 1;
      this.walk(Math.max(0, way), Number(wanted.get("hop") ?? 0) || 0, false);
    });
  }

  writeAddress(how) {
    const pairs = this.changes().map(({ control, option }) => [control.key, option[0]]);
    if (this.way) pairs.push(["way", this.way + 1]);
    if (this.hop) pairs.push(["hop", this.hop]);
    history[how](null, "", addressWith(this.name, pairs));
  }

  // ---- states

  choose(chosen) {
    return this.ready(() => {
      const before = this.summary();
      this.chosen = chosen;
      this.way = this.hop = 0;
      this.writeAddress("pushState");
      const reveal = () => {
        this.show();
        this.tell([this.caption(), ...this.differences(before)].join(" "));
        const items = this.differences(before).map(text => make("li", {}, ...withCode(text)));
        this.fillBox(".atlas-changed", make("strong", {}, this.words.changed), make("ul", {}, ...items));
      };
      if (this.predicting) this.ask(reveal);
      else reveal();
    });
  }

  summary() {
    const ends = new Set(this.current.map(pick => pick.end));
    const verdicts = new Set(this.current.flatMap(pick => pick.outcomes.map(one => one.verdict)));
    return {
      chosen: this.chosen,
      outcome: [...verdicts].join(", "),
      ends: [...ends].sort().join(", "),
      hops: this.current[0]?.rows.length ?? 0,
    };
  }

  differences(before) {
    const after = this.summary();
    const found = Object.entries({ outcome: this.words.outcome, ends: this.words.ends, hops: this.words.hop_count })
      .filter(([key]) => before[key] !== after[key])
      .map(([key, name]) => `${fill(this.words.change, { name, before: before[key] || "–", after: after[key] || "–" })}.`);
    return found.length ? found : [this.words.no_change];
  }

  // Return what differs from the initial state: each control with the option chosen.
  changes() {
    return this.states.controls
      .map((control, index) => ({ control, index: this.chosen[index], option: control.options[this.chosen[index]] }))
      .filter(({ control, index }) => index !== control.initial);
  }

  caption() {
    const changed = this.changes().map(({ control, option }) => fill(this.words.choice, { name: control.label, value: option[1] }));
    return changed.length ? `${changed.join(" · ")}.` : this.states.caption;
  }

  // The drawing below stays where it is: a shorter caption keeps the height of the first one.
  showCaption() {
    const box = this.one(".atlas-scene__caption");
    this.firstCaption ??= [...box.childNodes];
    if (this.firstCaption[0].isConnected) box.style.minHeight = `${box.getBoundingClientRect().height}px`;
    if (this.changes().length) box.textContent = this.caption();
    else box.replaceChildren(...this.firstCaption);
  }

  show() {
    this.stop();
    this.current = this.states.picks(this.chosen);
    this.selects.forEach((select, index) => { select.selectedIndex = this.chosen[index]; });
    this.showCaption();
    const ways = this.current.map(pick => new Option(fill(this.words.way_option, { end: pick.way, share: pick.shareText })));
    this.waySelect.replaceChildren(...ways);
    this.waySelect.disabled = ways.length < 2;
    this.one(".atlas-spread").hidden = true;
    this.one(".atlas-changed").hidden = true;
    this.endGuess();
    this.walk(0, 0, false);
  }

  // ---- ways and hops

  walk(way, hop, write = true) {
    this.way = way;
    const pick = this.current[way];
    this.waySelect.selectedIndex = way;
    this.hop = Math.max(0, Math.min(hop, pick?.rows.length ?? 0));
    this.drawWay(pick);
    this.one(".atlas-outcomes").replaceChildren(...this.outcomes(pick));
    this.one(".atlas-hop-table tbody").replaceChildren(...this.tableRows(pick));
    this.one(".atlas-hops").hidden = !pick?.rows.length;
    this.describe(pick);
    this.showHop();
    if (write) this.writeAddress("replaceState");
  }

  // Only the layout that is shown: drawing the other one as well would double the time.
  drawWay(pick, layouts = this.shownLayouts()) {
    for (const layout of layouts) {
      const graph = this.one(`.atlas-drawing--${layout} svg > g`);
      const elements = pick ? this.states.drawing(layout, pick.cast, pick.net) : [];
      graph.replaceChildren(...graph.querySelectorAll(":scope > .paper"), ...elements);
    }
  }

  shownLayouts = () => LAYOUTS.filter(layout => this.one(`.atlas-drawing--${layout}`).getClientRects().length);

  redraw() {
    if (!this.one(".leg[data-hop]")) return; // still the page's own drawings
    this.drawWay(this.current[this.way], LAYOUTS);
    this.showHop();
  }

  outcomes(pick) {
    if (!pick) return [make("p", { class: "atlas-outcome" }, this.words.impossible)];
    const others = this.current.length > 1 ? ` ${fill(this.words.others, { count: this.current.length, share: pick.shareText })}` : "";
    return pick.outcomes.map(({ mark, good, verdict }) => {
      const style = `atlas-verdict atlas-verdict--${good ? "good" : "bad"}`;
      const name = `${this.words.outcome}${mark ? ` ${mark}` : ""}: `;
      return make("p", { class: "atlas-outcome" }, name, make("span", { class: style }, `${good ? "✓" : "✕"} ${verdict}`), others);
    });
  }

  tableRows(pick) {
    const known = new Map();
    return (pick?.rows ?? []).map(row => {
      const key = row.role + row.number.replace(/\d+/, "");
      const before = known.get(key) ?? row;
      known.set(key, row);
      const address = name => (before[name] === row[name] ? row[name] : make("mark", {}, row[name]));
      return make("tr", { class: `atlas-hop atlas-hop--${row.role}` },
        make("td", {}, make("span", { class: `atlas-number atlas-number--${row.role}` }, row.number)),
        make("td", { class: "atlas-way" }, `${row.start} `, make("br"), `→ ${row.end}`),
        make("td", { class: "atlas-packet" }, address("source"), " ", make("br"), "→ ", address("destination")),
        make("td", {}, ...withCode(row.sentences.join(" "))));
    });
  }

  describe(pick) {
    const steps = (pick?.rows ?? []).map(row => this.stepText(row)).join(" ");
    const verdict = [...new Set(pick?.outcomes.map(one => one.verdict))].join(", ") || this.words.impossible;
    const text = fill(this.words.text, { title: this.states.title, caption: this.caption(), steps, verdict });
    for (const layout of LAYOUTS) this.one(`.atlas-drawing--${layout} svg > desc`).textContent = text;
  }

  stepText = row => plain([fill(this.words.step, row), ...row.sentences].join(" "));

  step(by) {
    const count = this.current[this.way]?.rows.length ?? 0;
    const next = Math.max(0, Math.min(this.hop + by, count));
    if (next === this.hop) return;
    this.hop = next;
    if (!this.one(".leg[data-hop]")) this.drawWay(this.current[this.way]); // the page's own drawing marks no hops
    this.showHop(by > 0);
    this.writeAddress("replaceState");
    const row = this.current[this.way].rows[this.hop - 1];
    this.tell(row ? `${this.position()}. ${this.stepText(row)}` : this.wholeText());
  }

  showHop(move = false) {
    const rows = this.current[this.way]?.rows ?? [];
    const numbers = rows.map(row => row.number);
    for (const element of this.all("[data-hop]")) {
      const index = numbers.indexOf(element.dataset.hop) + 1;
      element.classList.toggle("ahead", this.hop > 0 && index > this.hop);
      element.classList.toggle("now", this.hop > 0 && index === this.hop);
    }
    this.all(".atlas-hop-table tbody tr").forEach((row, index) => {
      if (index + 1 === this.hop) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    this.one('[data-do="previous"]').setAttribute("aria-disabled", this.hop === 0);
    this.one('[data-do="next"]').setAttribute("aria-disabled", this.hop === rows.length);
    this.one(".atlas-packet-now").replaceChildren(...(this.hop ? this.packetNow(rows) : [make("p", {}, this.wholeText())]));
    if (move && !stillness.matches) this.movePacket();
  }

  wholeText() {
    const pick = this.current[this.way];
    if (!pick) return this.words.impossible;
    const verdict = [...new Set(pick.outcomes.map(one => one.verdict))].join(", ");
    return fill(this.words.whole, { count: pick.rows.length, verdict });
  }

  position = () => fill(this.words.at, { number: this.hop, count: this.current[this.way].rows.length });

  packetNow(rows) {
    const row = rows[this.hop - 1];
    const isReply = row.role === "reply";
    const mark = row.number.replace(/\d+/, "");
    const before = rows.slice(0, this.hop - 1).findLast(one => (one.role === "reply") === isReply && one.number.replace(/\d+/, "") === mark);
    const changed = before && (before.source !== row.source || before.destination !== row.destination);
    const address = name => (before && before[name] !== row[name]
      ? make("dd", {}, make("del", {}, before[name]), " → ", make("ins", {}, row[name]))
      : make("dd", {}, row[name]));
    const head = make("p", { class: "atlas-now" },
      make("span", { class: `atlas-number atlas-number--${row.role}` }, row.number),
      make("strong", {}, ` ${row.start} → ${row.end} `),
      make("span", { class: "atlas-now__count" }, `${this.words[row.role]} · ${this.position()}`));
    const packet = make("dl", {}, make("dt", {}, this.words.source), address("source"), make("dt", {}, this.words.destination), address("destination"));
    const causes = changed ? [make("p", { class: "atlas-cause" }, ...withCode(before.sentences.join(" ")))] : [];
    return [head, packet, ...causes, make("p", {}, ...withCode(row.sentences.join(" ")))];
  }

  // A dot runs along the line of this hop, in the layout that is shown.
  movePacket() {
    for (const path of this.all(".leg.now path")) {
      if (!path.getClientRects().length) continue;
      const dot = draw("circle", { class: "packet", r: 5 });
      path.closest("g").parentNode.append(dot);
      const [length, begin] = [path.getTotalLength(), performance.now()];
      const run = now => {
        const share = Math.min(1, (now - begin) / 700);
        const point = path.getPointAtLength(share * length);
        dot.setAttribute("cx", point.x);
        dot.setAttribute("cy", point.y);
        if (share < 1 && path.isConnected) requestAnimationFrame(run);
        else dot.remove();
      };
      run(begin);
    }
  }

  play() {
    if (this.timer) return this.stop();
    const count = this.current[this.way]?.rows.length ?? 0;
    if (this.hop >= count) this.walk(this.way, 0);
    this.one('[data-do="play"]').textContent = this.words.pause;
    const next = () => {
      this.step(1);
      if (this.hop >= count) this.stop();
    };
    this.timer = setInterval(next, stillness.matches ? 2 * PAUSE : PAUSE);
    next();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    this.one('[data-do="play"]').textContent = this.words.play;
  }

  // ---- a hundred connections

  send() {
    this.seed++;
    const counts = spread(this.current.map(pick => pick.share), this.seed);
    const ends = new Map();
    this.current.forEach((pick, index) => {
      const sum = ends.get(pick.end) ?? { count: 0, expected: 0 };
      ends.set(pick.end, { count: sum.count + counts[index], expected: sum.expected + CONNECTIONS * pick.share[0] / pick.share[1] });
    });
    const title = fill(this.words.spread, { seed: this.seed });
    const rows = [...ends].map(([end, { count, expected }]) => make("tr", {},
      make("th", { scope: "row" }, end),
      make("td", { class: "atlas-count" }, String(count)),
      make("td", { "aria-hidden": "true" }, make("meter", { min: 0, max: CONNECTIONS, value: count })),
      make("td", {}, fill(this.words.expected, { share: String(Math.round(expected * 10) / 10) }))));
    this.fillBox(".atlas-spread", make("table", {}, make("caption", {}, title), make("tbody", {}, ...rows)));
    this.tell(`${title}: ${[...ends].map(([end, { count }]) => `${end} ${count}`).join(", ")}.`);
  }

  // ---- predict first

  predict(button) {
    this.predicting = !this.predicting;
    button.setAttribute("aria-pressed", this.predicting);
    if (this.predicting) this.ask(() => this.show());
    else if (this.reveal) this.reveal();
  }

  ask(reveal) {
    this.stop();
    this.scene.classList.add("atlas-scene--asked");
    this.reveal = reveal;
    const here = this.states.picks(this.chosen);
    const right = new Set(here.map(pick => pick.end));
    const alike = pick => pick.outcomes.length === here[0]?.outcomes.length;
    const all = new Set(this.states.picks_.map((_, number) => this.states.pick(number)).filter(alike).map(pick => pick.end));
    const buttons = [...all].sort().map(end => {
      const button = make("button", { type: "button", class: "atlas-button" }, end);
      button.addEventListener("click", () => this.answer(right, end));
      return button;
    });
    this.fillBox(".atlas-guess", make("p", {}, this.words.question), ...buttons);
    this.tell(this.words.question);
  }

  answer(right, end) {
    const reveal = this.reveal;
    this.endGuess();
    reveal();
    this.tell(fill(right.has(end) ? this.words.right : this.words.wrong, { ends: [...right].join(", ") || "–" }), true);
    this.selects[0].focus({ preventScroll: true });
  }

  endGuess() {
    this.reveal = null;
    this.scene.classList.remove("atlas-scene--asked");
    this.one(".atlas-guess").hidden = true;
  }

  // Say something to assistive technology, or to everyone.
  tell(text, visibly = false) {
    const said = this.one(".atlas-said");
    said.classList.toggle("atlas-spoken", !visibly);
    said.textContent = plain(text);
  }
}

for (const form of document.querySelectorAll(".atlas-explore")) form.explorer = new Explorer(form);
