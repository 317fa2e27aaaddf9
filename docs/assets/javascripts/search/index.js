// Where words stand: what each section holds of a word, compared with what the others hold of it.
//
// A page is read once and asked a few questions, on a telephone as well. So its texts are kept as lists of numbers, one for each
// word, and a word is looked for when it is asked for: to sort all words beforehand takes ten times as long as a reader waits.

import { keyOf, wordsOf } from "./words.js";

const BOOST = { title: 3, asked: 3, page: 2, passages: 1, code: 0.3 };
const FIELDS = Object.keys(BOOST);

// BM25+: how much a word counts that stands there once more, how much less in a long text, and that it is there at all.
const SATURATION = 1.2;
const LENGTH = 0.7;
const PRESENT = 0.5;

export class Index {
  constructor(documents) {
    this.size = documents.length;
    this.known = new Map(); // the terms of the texts, each with its key
    this.numbers = new Map(); // word → its number
    this.withKey = new Map(); // key → the numbers of the words that have it
    this.held = new Map(); // key → how many documents have it
    this.fits = new Map();
    this.fields = FIELDS.map((field) => {
      const texts = documents.map((document) => this.#read(document[field]));
      return { boost: BOOST[field], texts, lengths: [] };
    });
    this.#count();
  }

  /** Whether a key stands anywhere. */
  has(key) {
    return this.withKey.has(key);
  }

  /** How much a word tells: little if many documents have it. */
  weight(key) {
    return rarity(this.held.get(key) ?? 0, this.size);
  }

  /** Return how well each document fits that has a key, by its number: 1 is the best one for that key. */
  fit(key) {
    let fit = this.fits.get(key);
    if (!fit) this.fits.set(key, (fit = this.#compare(key)));
    return fit;
  }

  #read(text) {
    return Int32Array.from(wordsOf(text), (word) => {
      let number = this.numbers.get(word);
      if (number === undefined) this.numbers.set(word, (number = this.#meet(word)));
      return number;
    });
  }

  #meet(word) {
    const number = this.numbers.size;
    for (const term of word.terms) this.known.set(term, keyOf(term));
    for (const key of word.keys) {
      const numbers = this.withKey.get(key);
      if (numbers) numbers.push(number);
      else this.withKey.set(key, [number]);
    }
    return number;
  }

  // How many documents hold each key, and how many different keys each text has.
  #count() {
    const keys = [...this.withKey.keys()];
    const at = new Map(keys.map((key, number) => [key, number]));
    const ofWord = [...this.numbers.keys()].map((word) => word.keys.map((key) => at.get(key)));
    const held = new Int32Array(keys.length);
    const inDocument = new Int32Array(keys.length).fill(-1);
    const inText = new Int32Array(keys.length).fill(-1);
    for (let id = 0; id < this.size; id++) {
      this.fields.forEach(({ texts, lengths }, field) => {
        const text = id * FIELDS.length + field;
        let length = 0;
        for (const word of texts[id]) {
          for (const key of ofWord[word]) {
            if (inText[key] !== text) length++;
            if (inDocument[key] !== id) held[key]++;
            inText[key] = text;
            inDocument[key] = id;
          }
        }
        lengths.push(length);
      });
    }
    for (const field of this.fields) field.average = field.lengths.reduce((total, length) => total + length, 0) / this.size;
    this.held = new Map(keys.map((key, number) => [key, held[number]]));
  }

  #compare(key) {
    const scores = new Map();
    const counts = new Int8Array(this.numbers.size); // a word may hold a key twice
    for (const number of this.withKey.get(key) ?? []) counts[number]++;
    for (const { boost, texts, lengths, average } of this.fields) {
      const found = [];
      texts.forEach((text, id) => {
        let times = 0;
        for (const word of text) times += counts[word];
        if (times) found.push([id, times]);
      });
      const telling = boost * rarity(found.length, this.size);
      for (const [id, times] of found) {
        const often = (times * (SATURATION + 1)) / (times + SATURATION * (1 - LENGTH + (LENGTH * lengths[id]) / average));
        scores.set(id, (scores.get(id) ?? 0) + telling * (PRESENT + often));
      }
    }
    const best = Math.max(...scores.values());
    return new Map([...scores].map(([id, score]) => [id, score / best]).sort(([, a], [, b]) => b - a));
  }
}

/** How much it tells that so many of all hold a word. */
export function rarity(holding, all) {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}
