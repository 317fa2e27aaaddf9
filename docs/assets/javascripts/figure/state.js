// @ts-check
// States: the file of a figure's states, decoded; and which of them an address names.
// Everything in the file is finished: the page only looks up.

import { plain } from "./elements.js";

/** @typedef {"wide" | "narrow"} Layout */
/** @typedef {{ key: string, label: string, initial: number, options: [string, string][] }} Control */
/** @typedef {{ row: string, heard: string }} Hop A hop as a row of the table, and as sentences to be heard, both in markup. */

/** One way that a connection takes in a state: what is said of it, and numbers of what is drawn.
 * @typedef {object} Pick
 * @property {[number, number]} share numerator and denominator
 * @property {string[]} ends one for each flow
 * @property {string[]} boxes in which they end, by their keys
 * @property {string[]} verdicts
 * @property {string} way its name
 * @property {string} outcomes markup
 * @property {string} whole
 * @property {string} outcome last sentence of the description
 * @property {Hop[]} hops
 * @property {number} cast
 * @property {number} net
 * @property {number} headers */

/** @typedef {import("./headers.js").Place} Place */
/** @typedef {[number, number, number, number, number, number, number]} AtRest A hop, from 0, and its place. */
/** @typedef {[number[], number[]]} Lower Numbers of what lies below and above. */

/** The file as the build writes it (diagrams/atlas/site/states.py).
 * @typedef {object} Content
 * @property {string} title
 * @property {Control[]} controls
 * @property {Record<string, string>} words
 * @property {[string, number, number[]][]} things boxes with the control and the options that they stand for
 * @property {number[][]} states
 * @property {string[]} captions
 * @property {[number, number, number, number[], number, number, number][]} picks
 * @property {[number[], number[], number[], number, number, number, number][]} said
 * @property {[string, string][]} rows
 * @property {string[]} done
 * @property {string[]} strings
 * @property {[number[], number[], number][][]} casts for each view: wide, narrow with idle nodes folded, narrow with all
 * @property {Lower[][]} nets for each view
 * @property {[Place[], AtRest[]][][]} headers for each view
 * @property {Record<Layout, number>} heights
 * @property {Record<Layout, string[]>} actors
 * @property {Record<Layout, string[]>} wires */

export class States {
  /** @param {Content} content */
  constructor(content) {
    this.content = content;
    this.controls = content.controls;
    this.words = content.words;
  }

  /** The states stand in the order of the product of their options.
   * @param {number[]} chosen */
  index(chosen) {
    return this.controls.reduce((sum, control, at) => sum * control.options.length + chosen[at], 0);
  }

  /** @param {number[]} chosen @returns {Pick[]} */
  picks(chosen) {
    return this.content.states[this.index(chosen)].map(number => this.pick(number));
  }

  /** All ways through all states.
   * @returns {Pick[]} */
  every() {
    return this.content.picks.map((_, number) => this.pick(number));
  }

  /** @param {number[]} chosen */
  caption(chosen) {
    return this.content.captions[this.index(chosen)];
  }

  /** What differs from the initial state: keys of the control and of the option chosen.
   * @param {number[]} chosen @returns {[string, string][]} */
  changes(chosen) {
    return this.controls
      .map((control, at) => ({ control, at: chosen[at] }))
      .filter(({ control, at }) => at !== control.initial)
      .map(({ control, at }) => [control.key, control.options[at][0]]);
  }

  /** The options that an address names, or null if it names one that does not exist.
   * @param {Map<string, string>} wanted */
  chosenBy(wanted) {
    const known = new Set([...this.controls.map(control => control.key), "hop", "way", "with"]);
    if ([...wanted.keys()].some(key => !known.has(key))) return null;
    const chosen = this.controls.map(control => {
      const key = wanted.get(control.key);
      return key === undefined ? control.initial : control.options.findIndex(option => option[0] === key);
    });
    return chosen.includes(-1) ? null : chosen;
  }

  /** Everything that a description says of a way, sentence by sentence.
   * @param {number[]} chosen @param {Pick | undefined} pick */
  description(chosen, pick) {
    const steps = pick ? [...pick.hops.map(hop => plain(hop.heard)), pick.outcome] : [this.words.impossible];
    return [this.content.title, this.caption(chosen), ...steps].join(" ");
  }

  /** @param {number} number @returns {Pick} */
  pick(number) {
    const { picks, said, strings } = this.content;
    const [numerator, denominator, told, rows, cast, net, headers] = picks[number];
    const [ends, boxes, verdicts, way, outcomes, whole, outcome] = said[told];
    return {
      share: [numerator, denominator],
      ends: ends.map(at => strings[at]),
      boxes: boxes.map(at => strings[at]),
      verdicts: verdicts.map(at => strings[at]),
      way: strings[way],
      outcomes: strings[outcomes],
      whole: strings[whole],
      outcome: strings[outcome],
      hops: rows.map(at => this.hop(at)),
      cast,
      net,
      headers,
    };
  }

  /** @param {number} number @returns {Hop} */
  hop(number) {
    const whole = (/** @type {string} */ text) => text.replace(/\ue000(\d+);/g, (_, at) => this.content.done[at]);
    const [row, heard] = this.content.rows[number];
    return { row: whole(row), heard: whole(heard) };
  }
}

// ---- addresses: ?f.nodeport=entry:node-b,external:Local,hop:3

/** @param {string} figure @returns {Map<string, string> | null} */
export function stateInAddress(figure) {
  const text = new URLSearchParams(location.search).get(`f.${figure}`);
  if (!text) return null;
  return new Map(text.split(",").map(part => {
    const at = part.indexOf(":");
    return [part.slice(0, at), part.slice(at + 1)];
  }));
}

/** @param {string} figure @param {[string, string | number][]} pairs */
export function addressWith(figure, pairs) {
  const key = `f.${figure}=`;
  const kept = location.search.slice(1).split("&").filter(part => part && !part.startsWith(key));
  const value = pairs.map(([name, option]) => `${name}:${option}`).join(",");
  if (value) kept.push(key + encodeURIComponent(value).replace(/%(3A|2C|2F)/g, decodeURIComponent));
  return location.pathname + (kept.length ? `?${kept.join("&")}` : "") + location.hash;
}
