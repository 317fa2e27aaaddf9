// @ts-check
// Controls: what a reader asks a figure for besides walking: other options, a guess, a swipe.

import { all, fill, make } from "./elements.js";

/** @typedef {import("./state.js").Pick} Pick */
/** @typedef {import("./state.js").States} States */
/** @typedef {{ outcome: string, ends: string, hop_count: number }} Summary */

/** What can be compared of two states.
 * @param {Pick[]} picks @returns {Summary} */
export function summary(picks) {
  const ends = new Set(picks.map(pick => pick.ends.join(", ")));
  const verdicts = new Set(picks.flatMap(pick => pick.verdicts));
  return { outcome: [...verdicts].join(", "), ends: [...ends].sort().join(", "), hop_count: picks[0]?.hops.length ?? 0 };
}

/** What has changed, in sentences.
 * @param {Summary} before @param {Summary} after @param {Record<string, string>} words */
export function differences(before, after, words) {
  const found = /** @type {(keyof Summary)[]} */ (["outcome", "ends", "hop_count"])
    .filter(key => before[key] !== after[key])
    .map(key => `${fill(words.change, { name: words[key], before: before[key] || "–", after: after[key] || "–" })}.`);
  return found.length ? found : [words.no_change];
}

// ---- a guess

/** The answers that a reader may give: where a connection ends in this or another state, with the boxes of these places.
 * @param {States} states @param {Pick[]} here @returns {Map<string, string>} */
export function answers(states, here) {
  const alike = states.every().filter(pick => pick.ends.length === (here[0]?.ends.length ?? 0));
  return new Map(alike.map(pick => [pick.ends.join(", "), pick.boxes.join(", ")]));
}

/** Show a question with its answers, for those who do not press the place itself.
 * @param {HTMLElement} box @param {string} question @param {Iterable<string>} ends @param {(end: string) => void} answer */
export function ask(box, question, ends, answer) {
  const buttons = [...ends].sort().map(end => {
    const button = make("button", { type: "button", class: "atlas-button" }, end);
    button.addEventListener("click", () => answer(end));
    return button;
  });
  box.replaceChildren(make("p", {}, question), ...buttons);
  box.hidden = false;
}

/** The selects of a figure, by which its state is chosen.
 * @param {HTMLElement} form @returns {HTMLSelectElement[]} */
export const selectsOf = form => all(form, ".atlas-control select").map(found => /** @type {HTMLSelectElement} */ (found));

// ---- fingers

const SWIPE = 48;

/** A swipe steps only where the page is not enlarged: there one finger moves the page.
 * @param {HTMLElement} drawing @param {(by: number) => void} step */
export function listenToSwipes(drawing, step) {
  /** @type {Touch | null} */
  let start = null;
  drawing.addEventListener("touchstart", event => {
    start = event.touches.length === 1 && (visualViewport?.scale ?? 1) < 1.01 ? event.touches[0] : null;
  }, { passive: true });
  drawing.addEventListener("touchend", event => {
    if (!start || event.touches.length) return;
    const end = event.changedTouches[0];
    const [dx, dy] = [end.clientX - start.clientX, end.clientY - start.clientY];
    start = null;
    if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) step(dx < 0 ? 1 : -1);
  }, { passive: true });
}
