// The engine of the search: from a question to the sections that answer it.
//
// A question is a list of words. Each may stand in a page as it is, in another form, spelling or language, in one piece or in
// several, or with a typing error; each such reading is worth less the further it is from what was typed. A section is as good
// as its words are telling: a word that stands everywhere decides nothing, wherever it stands. Besides, a question is compared
// with what people call the subject of a section (`asked` in the front matter of its page), phrase by phrase.

import { changes } from "./changes.js";
import { Index, rarity } from "./index.js";
import { isKorean, isNumber, isTrouble, isVerb, keyOf, letters, tellingWords, wordsOf } from "./words.js";
import { extract, pieces } from "./passages.js";

// What a reading is worth, compared with the word as it was typed.
const WORTH = { spelling: 0.9, nearField: 0.6, parts: 0.85, partsOfKnown: 0.4, prefix: 0.8, inside: 0.7, mistyped: 0.7, inflected: 0.55 };

const UNKNOWN = 0.8; // what a word weighs that no page has, compared with the rarest word
const UNKNOWN_VERB = 0.3;
const FIELD = 1.5; // what a field weighs: nobody types externalTrafficPolicy who means something else
const VERB = 0.6; // and what a verb weighs: people choose verbs more freely than nouns
const UNKNOWN_NUMBER = 0.1; // an address or a port of the reader's own cluster
const ROUGHLY = 0.5; // what a word weighs that is known in another form only
const OWN = 0.6; // how much of a match has to stand in the section itself; the rest may stand elsewhere on its page
const PHRASE = 1.2; // what a phrase counts that is just what was asked
const INSIDE = 0.5; // what a phrase is like a question that holds it, besides a tenth for each of its words
const WHOLE = 0.9; // and where it holds the question
const OTHERWISE = 0.8; // what is left where one asks about a thing, and the other says that it does not work
const WORD_FOR_WORD = 0.5;
const NAMED = 1.5; // what it counts that a heading names the only word of a question
const ENTITLED = 0.6; // and that a page is called just what was asked
const COVERED = 0.45; // how much of a question a page has to cover,
const ALIKE = 0.6; // or how much it has to be like a phrase
const MEANT = 0.85; // so alike that it is the answer, even where the question names what the site does not treat
const RELATIVE = 0.2; // what is much worse than the best is not shown
const ALWAYS = 3; // pages are shown even then
const PAGES = 12;
const SECTIONS = 3;

export class Engine {
  constructor({ pages, spellings, elsewhere, terms, entry }) {
    this.pages = pages;
    this.terms = terms;
    this.entry = entry;
    this.sections = pages.flatMap((page, of) => page.sections.map((section) => ({ ...section, page, of })));
    this.index = new Index(this.sections.map(indexed));
    this.keys = new Set(this.index.known.values());
    this.known = new Map(this.index.known); // the terms of the pages and of all spellings, each with its key
    for (const { terms } of spellings.flat().flatMap(wordsOf)) this.known.set(terms[0], keyOf(terms[0]));
    for (const section of this.sections) section.titled = new Set(wordsOf(titleOf(section)).flatMap(({ keys }) => keys));
    this.spellings = spellings.map((group) => group.map(tellingKeys).filter((keys) => keys.length));
    this.elsewhere = elsewhere.map(tellingKeys);
    this.names = pages.map(namesOf);
    this.phrases = this.sections.flatMap((section, id) => section.asked.map((text) => this.#phrase(text, id)));
    this.titles = this.sections.flatMap(({ anchor, page }, id) => (anchor ? [] : [this.#phrase(page.title, id)]));
  }

  /** Return the pages that answer a question, best first, each with its best sections; or else the terms that come nearest. */
  search(question) {
    const asked = this.#read(question);
    const pages = asked.length ? this.#rank(asked, question) : [];
    return { pages, near: pages.length ? [] : this.#near(asked), entry: this.entry };
  }

  #phrase(text, section) {
    const keys = tellingKeys(text);
    const weights = keys.map((key) => this.#weight(key));
    const plain = bare(text);
    return { text, section, keys, weights, weight: sum(weights), bare: plain, size: plain.split(" ").length, isTrouble: isTrouble(text) };
  }

  // ---- how well words fit

  #fit(key) {
    return this.index.fit(key);
  }

  #weight(key) {
    return this.index.weight(key);
  }

  #fieldsOf({ fields }) {
    return fields.filter((field) => this.index.has(field));
  }

  // ---- reading a question

  #read(question) {
    const asked = tellingWords(question).flatMap((word) => this.#apart(word, question)).map((word) => ({ ...word, readings: [] }));
    const last = asked.at(-1);
    const isTyping = last && last.end === question.length;
    for (const one of asked) this.#readWord(one, isTyping && one === last);
    this.#readJoined(asked);
    this.#readSpellings(asked);
    for (const one of asked) this.#weigh(one);
    return asked;
  }

  // What was typed as one word is several, if no page has it as one: localhost:30080, 스티키세션.
  #apart(word, question) {
    const [whole] = word.terms;
    const isTyping = word.end === question.length && this.#beginning(whole).length > 0;
    if (isTyping || this.keys.has(keyOf(whole))) return [word];
    const marks = isNumber(whole) ? /[:/]+/g : /[-._:/@]+/g;
    const between = isKorean(whole) ? (this.#pieces(whole) ?? [whole]).join(" ") : word.word.replace(marks, " ");
    const apart = tellingWords(between);
    return apart.length > 1 ? apart.map((part) => ({ ...part, end: word.end })) : [word];
  }

  // A reading is a list of words that all have to be there.
  #readWord(one, isTyping) {
    const [whole, ...parts] = one.terms;
    const [field] = this.#fieldsOf(one);
    const add = (keys, worth) => one.readings.push({ keys, worth: field ? worth * WORTH.nearField : worth });
    if (field) one.readings.push({ keys: [field], worth: 1 });
    const key = keyOf(whole);
    if (this.keys.has(key)) add([key], 1);
    if (parts.length && parts.every((part) => this.keys.has(keyOf(part)))) add(parts.map(keyOf), this.keys.has(key) ? WORTH.partsOfKnown : WORTH.parts);
    if (isTyping && letters(whole).length > 1) {
      for (const [key, share] of this.#beginning(whole)) add([key], WORTH.prefix * (0.5 + share / 2));
    }
    const composed = field ? undefined : this.#pieces(whole);
    if (composed) add(composed.map(keyOf), WORTH.parts);
    if (this.keys.has(key)) return;
    if (composed) return;
    for (const key of this.#holding(whole)) add([key], WORTH.inside);
    if (one.readings.length) return;
    if (/^[안못]./.test(whole)) {
      this.#readWord(Object.assign(one, { terms: [whole.slice(1)] }), false); // 못찾음 is written for 못 찾음
      return;
    }
    for (const key of this.#alike(whole)) add([key], WORTH.mistyped);
    if (!one.readings.length) for (const key of this.#inflected(whole)) add([key], WORTH.inflected);
  }

  // A name that was typed in several words, and stands in the pages as one: 노드 포트, 노드포트.
  #readJoined(asked) {
    asked.forEach((_, from) => {
      let joined = asked[from].terms[0];
      for (let to = from + 1; to < Math.min(asked.length, from + 4); to++) {
        joined += asked[to].terms[0];
        if (!this.keys.has(keyOf(joined))) continue;
        for (const one of asked.slice(from, to + 1)) one.readings.push({ keys: [keyOf(joined)], worth: 1 });
      }
    });
  }

  #readSpellings(asked) {
    const typed = asked.map((one) => {
      const { terms, readings } = one;
      const meant = readings.filter(({ keys, worth }) => keys.length === 1 && worth < WORTH.spelling).map(({ keys, worth }) => [keys[0], worth]);
      return new Map([...meant, [keyOf(terms[0]), this.#fieldsOf(one).length ? WORTH.nearField : 1]]);
    });
    for (const group of this.spellings) {
      for (const spelling of group) {
        const at = placeOf(spelling, typed);
        if (at < 0) continue;
        const worth = Math.min(...spelling.map((key, index) => typed[at + index].get(key)));
        const others = group.filter((other) => other !== spelling && other.every((key) => this.keys.has(key)));
        for (const one of asked.slice(at, at + spelling.length)) one.readings.push(...others.map((keys) => ({ keys, worth: WORTH.spelling * worth })));
      }
    }
    for (const one of asked) one.readings = one.readings.filter(({ keys }) => keys.every((key) => this.keys.has(key)));
  }

  // What a word counts, which sections have it, and which phrases it belongs to.
  #weigh(one) {
    const close = one.readings.filter(({ worth }) => worth >= WORTH.spelling);
    const counted = close.length ? close : one.readings;
    one.weight = counted.length ? Math.max(...counted.map(({ keys }) => Math.max(...keys.map((key) => this.#weight(key))))) : unknown(one) * rarity(1, this.sections.length);
    if (this.#fieldsOf(one).length) one.weight *= FIELD;
    if (isVerb(one.word)) one.weight *= VERB;
    if (counted.length && counted.every(({ worth }) => worth === WORTH.inflected)) one.weight *= ROUGHLY;
    one.fit = new Map();
    one.worth = new Map();
    for (const { keys, worth } of one.readings) {
      for (const key of keys) one.worth.set(key, Math.max(one.worth.get(key) ?? 0, worth));
      const [first, ...rest] = keys.map((key) => this.#fit(key));
      for (const [id, fit] of first) {
        const fits = [fit, ...rest.map((other) => other.get(id) ?? 0)];
        const least = Math.min(...fits);
        if (least > 0) one.fit.set(id, Math.max(one.fit.get(id) ?? 0, (worth * (least + sum(fits) / fits.length)) / 2));
      }
    }
  }

  // ---- words of the pages that are not what was typed, but may be meant

  // Those that begin like one that is still being typed, each with how much of it was typed.
  #beginning(term) {
    const begin = letters(term);
    const found = new Map();
    for (const [known, key] of this.known) {
      const whole = letters(known);
      if (whole.length > begin.length && whole.startsWith(begin)) found.set(key, Math.max(found.get(key) ?? 0, begin.length / whole.length));
    }
    return [...found].sort(([, a], [, b]) => b - a).slice(0, 10);
  }

  // Those that a word is composed of, if it is: 로드밸런서 of 로드 and 밸런서.
  #pieces(term) {
    const best = [[]];
    for (let end = 2; end <= term.length; end++) {
      for (let start = 0; start <= end - 2; start++) {
        const piece = term.slice(start, end);
        if (best[start] && piece !== term && this.known.has(piece) && !(best[end]?.length <= best[start].length + 1)) best[end] = [...best[start], piece];
      }
    }
    const pieces = best[term.length];
    return pieces && (isKorean(term) || this.#stand(pieces.join(" "))) ? pieces : undefined;
  }

  #stand(text) {
    return this.sections.some((section) => bareText(section).includes(text));
  }

  // Those that a Korean word is part of: 밸런서 in 로드밸런서.
  #holding(term) {
    if (!isKorean(term) || term.length < 2) return [];
    return [...this.keys].filter((key) => key.includes(keyOf(term))).slice(0, 10);
  }

  // Those that a mistyped word may stand for.
  #alike(term) {
    const size = letters(term).length;
    for (let at = 1; at < term.length; at++) {
      const swapped = term.slice(0, at - 1) + term[at] + term[at - 1] + term.slice(at + 1);
      if (size >= 5 && this.known.has(swapped)) return [keyOf(swapped)];
    }
    if (/^[\d.:]+$/.test(term) || (isKorean(term) ? term.length < 3 : size < 5)) return [];
    const most = size >= 10 ? 2 : 1;
    const found = [...this.known].map(([known, key]) => [changes(letters(term), letters(known), most), key]).filter(([away]) => away <= most);
    return [...new Set(found.sort(([a], [b]) => a - b).map(([, key]) => key))].slice(0, 6);
  }

  // Those that begin like another form of a Korean verb: 끊깁니다, 끊기는.
  #inflected(term) {
    if (!isKorean(term)) return [];
    const typed = keyOf(term);
    const found = [];
    for (const key of this.keys) {
      let same = 0;
      while (same < typed.length && typed[same] === key[same]) same++;
      if ((same >= 5 && same >= 0.6 * Math.min(typed.length, key.length)) || (same >= 3 && same === key.length)) found.push([same, key]);
    }
    return found.sort(([a], [b]) => b - a).slice(0, 6).map(([, key]) => key);
  }

  // ---- from words to sections

  #rank(asked, question) {
    const total = sum(asked.map(({ weight }) => weight));
    const own = this.sections.map(() => 0);
    const ofPage = this.pages.map(() => 0);
    const covered = this.pages.map(() => 0);
    for (const { weight, fit } of asked) {
      const best = new Map();
      for (const [id, one] of fit) {
        own[id] += (weight * one) / total;
        const { of } = this.sections[id];
        best.set(of, Math.max(best.get(of) ?? 0, one));
      }
      for (const [of, one] of best) {
        ofPage[of] += (weight * one) / total;
        covered[of] += weight / total;
      }
    }
    const exact = asked.length > 1 ? bare(question) : "";
    const [word, ...others] = asked;
    const only = !others.length && !this.#fieldsOf(word).length ? word.worth : new Map();
    const phrases = this.#phrasesLike(this.phrases, asked, total, question);
    const titles = this.#phrasesLike(this.titles, asked, total, question);
    const scored = this.sections.map((section, id) => {
      const { share = 0, text } = phrases.get(id) ?? {};
      const says = exact && own[id] > 0 && bareText(section).includes(exact);
      const words = own[id] > 0 || share > 0 ? OWN * own[id] + (1 - OWN) * ofPage[section.of] : 0;
      const named = NAMED * Math.max(0, ...[...only].map(([key, worth]) => (section.titled.has(key) ? worth : 0)));
      const score = named + (words + (says ? WORD_FOR_WORD : 0)) * section.weight * section.page.weight + PHRASE * share ** 1.5 + ENTITLED * (titles.get(id)?.share ?? 0) ** 3;
      return { section, score, share, text };
    });
    const keys = asked.map(({ terms }) => new Set([keyOf(terms[0])]));
    const required = this.elsewhere.filter((some) => placeOf(some, keys) >= 0);
    const names = (some, all) => all.some((name) => placeOf(some, name) >= 0);
    const isTreated = this.names.map((headings) => required.every((some) => names(some, headings)));
    const isMeant = (share, text) => share >= MEANT || (share >= ALIKE && required.every((some) => names(some, [keysOf(text)])));
    const treated = scored.filter(({ section, score, share, text }) => score > 0 && (isTreated[section.of] || isMeant(share, text)));
    const fits = (least) => treated.filter(({ section, share }) => covered[section.of] >= least || share >= ALIKE);
    const fitting = fits(COVERED);
    const pages = new Set(fitting.map(({ section }) => section.of)).size;
    return this.#byPage((pages && pages < ALWAYS ? fits(COVERED / 2) : fitting).sort((a, b) => b.score - a.score), asked);
  }

  // For each section the phrase that is most like the question, and how much it is: 1 if each holds all of the other.
  #phrasesLike(phrases, asked, total, question) {
    const like = new Map();
    const exact = asked.length > 1 ? bare(question) : "";
    const asksOfTrouble = isTrouble(question);
    for (const { text, section, keys, weights, weight, bare, size, isTrouble: isOfTrouble } of phrases) {
      const ofPhrase = sum(keys.map((key, at) => weights[at] * Math.max(0, ...asked.map(({ worth }) => worth.get(key) ?? 0))));
      if (!ofPhrase) continue;
      const ofQuestion = sum(asked.map(({ weight, worth }) => weight * Math.max(0, ...keys.map((key) => worth.get(key) ?? 0))));
      const isWhole = exact.includes(" ") && ` ${bare} `.includes(` ${exact} `);
      const isInside = size > 1 && ` ${exact} `.includes(` ${bare} `); // a message is pasted with the names of its sender
      const wordForWord = isWhole ? WHOLE : isInside ? Math.min(1, INSIDE + size / 10) : 0;
      const alike = (2 / (weight / ofPhrase + total / ofQuestion)) * (isOfTrouble === asksOfTrouble ? 1 : OTHERWISE);
      const share = Math.max(alike, wordForWord);
      if (share > (like.get(section)?.share ?? 0)) like.set(section, { share, text });
    }
    return like;
  }

  #byPage(fitting, asked) {
    const least = (fitting[0]?.score ?? 0) * RELATIVE;
    const found = new Map();
    for (const one of fitting) {
      const { page, of } = one.section;
      if (one.score < least && found.size >= ALWAYS) break;
      if (!found.has(of) && found.size < PAGES) found.set(of, { title: page.title, address: page.address, sections: [] });
      const sections = found.get(of)?.sections;
      if (sections?.length < SECTIONS) sections.push(one);
    }
    const marks = new Map(asked.flatMap(({ readings }) => readings.flatMap(({ keys }) => keys.map((key) => [key, this.#weight(key)]))));
    return [...found.values()].map((page) => ({ ...page, sections: page.sections.map((one) => shown(one, marks)) }));
  }

  #near(asked) {
    const known = new Set(asked.flatMap(({ worth }) => [...worth.keys()]));
    const scored = this.terms.map((names) => {
      const keys = names.flatMap(tellingKeys);
      return { names, score: sum(keys.map((key) => (known.has(key) ? this.#weight(key) : 0))) / keys.length };
    });
    return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, 5).map(({ names }) => names);
  }
}

function unknown({ word }) {
  if (isNumber(word)) return UNKNOWN_NUMBER;
  return isVerb(word) ? UNKNOWN_VERB : UNKNOWN;
}

function titleOf({ page, anchor, title }) {
  return anchor ? title : `${page.title}. ${title}`;
}

function indexed(section) {
  const { page, anchor, asked, passages, code } = section;
  return {
    title: titleOf(section),
    asked: asked.join(" · "),
    page: anchor ? page.title : "",
    passages: passages.join(" · "),
    code,
  };
}

// What is shown of a section. A phrase that brought the reader here is shown where the words stand in no passage.
function shown({ section, score, share, text }, marks) {
  const { passage, told } = extract(section, marks);
  return {
    anchor: section.anchor,
    score,
    heading: pieces(section.title, marks),
    asked: share > 0.5 && told < 4 ? pieces(text, marks) : undefined,
    passage: pieces(passage, marks),
  };
}

// What the headings of a page name.
function namesOf({ title, sections }) {
  return [title, ...sections.map((section) => section.title)].map(keysOf);
}

function keysOf(text) {
  return tellingWords(text).map(({ terms }) => new Set(terms.map(keyOf)));
}

function tellingKeys(text) {
  return tellingWords(text).map(({ terms }) => keyOf(terms[0]));
}

function placeOf(some, all) {
  for (let at = 0; at + some.length <= all.length; at++) if (some.every((key, index) => all[at + index].has(key))) return at;
  return -1;
}

function bareText(section) {
  section.bare ??= bare([section.title, ...section.asked, ...section.passages].join(" · "));
  return section.bare;
}

function bare(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
