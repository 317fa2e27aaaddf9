// Passages: what of a section is shown, and where in it the words stand.

import { keyOf, words } from "./words.js";

const LENGTH = 180;
const BEFORE = 40;

/** Return the passage of a section that tells most of the words, cut to its telling part, and how much it tells. */
export function extract(section, marks) {
  section.keys ??= section.passages.map((passage) => new Set([...words(passage)].flatMap(({ terms }) => terms.map(keyOf))));
  let best = 0;
  let told = -1;
  section.keys.forEach((keys, at) => {
    let tells = 0;
    for (const [key, weight] of marks) if (keys.has(key)) tells += weight;
    if (tells > told) [best, told] = [at, tells];
  });
  return { passage: cut(section.passages[best] ?? "", marks), told };
}

/** Return a text in pieces, of which every other one is a word that was asked for. */
export function pieces(text, marks) {
  const found = [];
  let from = 0;
  for (const { index, end } of marked(text, marks)) {
    found.push(text.slice(from, index), text.slice(index, end));
    from = end;
  }
  return [...found, text.slice(from)];
}

function cut(passage, marks) {
  if (passage.length <= LENGTH) return passage;
  const places = marked(passage, marks).map(({ index }) => index);
  let first = 0;
  let most = 0;
  places.forEach((place, at) => {
    const held = places.slice(at).filter((other) => other < place + LENGTH - BEFORE).length;
    if (held > most) [first, most] = [place, held];
  });
  let start = Math.max(0, first - BEFORE);
  if (start) start = passage.indexOf(" ", start) + 1;
  let end = Math.min(passage.length, start + LENGTH);
  if (end < passage.length) end = Math.max(passage.lastIndexOf(" ", end), start + 1);
  return `${start ? "… " : ""}${passage.slice(start, end)}${end < passage.length ? " …" : ""}`;
}

function marked(text, marks) {
  return [...words(text)].filter(({ terms }) => terms.some((term) => marks.has(keyOf(term))));
}
