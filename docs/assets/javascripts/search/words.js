// Words: what a text is made of for the search, in Korean and in English alike.
//
// Pages and questions are cut by the same functions. A field such as `externalTrafficPolicy` gives the whole and its parts;
// a Korean word gives what is left without its particle or ending.

import { stemmer } from "../../vendor/stemmer/stemmer.js";

const TOKEN = /[A-Za-z0-9]+(?:[-._:/@]+[A-Za-z0-9]+)*|[가-힣]+/g;
const PART = /IPv[46]|[A-Z]+s?(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const BETWEEN = /[.:/@]+/;
const NUMERIC = /^[\d.:/-]+$|^v\d/;
const HANGUL = /^[가-힣]/;

const PARTICLES =
  "에서만 으로만 로만 에만 이랑 한테 밖에 에서는 에서도 에서의 에게서 으로는 으로도 으로의 이라는 이라고 이라도 이라면 까지는 까지도 부터는 보다는 에서 에게 에는 에도 으로 까지 부터 처럼 보다 마다 조차 라는 라고 라도 라면 로는 로도 로의 이나 이란 이며 이고 에의 들은 들이 들을 들의 들에 은 는 이 가 을 를 의 에 로 와 과 도 만 나 란 들".split(
    " ",
  );
const ENDING =
  /(?:하|되|해|돼|됐|했|합|됩|할|될|한|된|함|됨|시키|시켜|시킵|당하|당했|당함|당한|당해)(?:[가-힣]{0,4})$|(?:입니다|인가요|인가|인지|인데|이에요|예요|이야|일까요|입니까|였습니다|있나요|있습니다|없나요|없습니다|없어요)$/;
const VERB_ENDING = /(?:음|으면|려면|으려면|려고|으려고|면서|으면서|면|는데|는지|지만|거나|도록|자마자|다가|나요|습니다|습니까|네요|어요|아요|여요|요|지요|죠|었다|았다|었는데|았는데|었어요|았어요|었습니다|았습니다|는다|는)$/;
const SHORT = /^.(?:아요|어요|아져요|어져요|아짐|어짐|음)$/;
const STOP = new Set(
  (
    "a an and are as at be been but by can could did do does doing don for from had has have how i if in into is it its just me my " +
    "no not of on only or our over should so than that the their them then there these they this those to too up was we were what " +
    "when where which while who whom whose why will with would you your t s m re ve ll am any get gets getting got go goes want need " +
    "make makes happen happens happening work works working use used using way mean means like right after before during value option setting configure " +
    "왜 어떻게 무엇 무슨 뭐 뭔가 뭔 뭘 어떤 어디 어느 언제 누가 얼마 얼마나 것 거 게 걸 건 수 때 때문 중 및 등 좀 잘 더 다 안 못 그 이 저 제 내 우리 또 " +
    "혹은 또는 그리고 그런데 하는 하나 하고 하면 하나요 있나요 있는 있을 없나요 없는 없을 되나요 되는 되면 하려 하려면 하기 싶 싶어요 싶은데 " +
    "어떡 어떻 방법 경우 이유 대한 대해 위한 위해 통해 관련 같은 같이 계속 갑자기 자꾸 아예 그냥 제가 저는 해야 해도 된 된다 된다고 됩니다 합니다 한다 " +
    "설정 세팅 법 값 의미 옵션 않 않아요 않는 않고 않습니다 않나요 안돼요 안되 안돼 안됩니다 안되나요 안됨 나와요 나옵니다 나오 나올 떠요 뜹니다 뜨 뜨는 하지 하게 해서 차이점 무엇인가 뭔가요 뭐예요 뭐죠 뭐야 " +
    "이제 쓰 쓰기 쓰나 쓰는 쓸 사용 필수 필요 가능 가능한 되는지 하는지 뜸 떠 됨 안됨 함 나옴 감 가 옴 남 없음 있음 모름 되 하 뜨는데 해결 원인 확인 설정법 무엇인지 무엇인가요 이란 란"
  ).split(" "),
);

function remembered(compute) {
  const known = new Map();
  return (word) => {
    let result = known.get(word);
    if (result === undefined) known.set(word, (result = compute(word)));
    return result;
  };
}

/** Whether a term is Korean. */
export const isKorean = (term) => HANGUL.test(term);

/** Yield the words of a text: where each stands, and the terms that it can be found by, the whole first; and the fields in it, letter by letter. */
export function* words(text) {
  let end = -1;
  for (const { 0: word, index } of text.matchAll(TOKEN)) {
    const behindLatin = index === end;
    end = index + word.length;
    const read = readWord(word);
    if (!(behindLatin && read.isParticle)) yield { index, end, word, terms: read.terms, fields: read.fields };
  }
}

/** Return the words of a text, each as often as it stands there: the same word is the same object. */
export function wordsOf(text) {
  const found = [];
  let end = -1;
  for (const { 0: word, index } of text.matchAll(TOKEN)) {
    const read = readWord(word);
    if (!(index === end && read.isParticle)) found.push(read);
    end = index + word.length;
  }
  return found;
}

// All of a word that every place where it stands has in common: pages repeat their words, and what is worked out once is quick.
const readWord = remembered((word) => {
  const terms = isKorean(word) ? [koreanStem(word)] : latinTerms(word);
  const fields = fieldsOf(word);
  return { terms, fields, keys: [...fields, ...terms.map(keyOf)], isParticle: isKorean(word) && (PARTICLES.includes(word) || word.replace(ENDING, "") === "") };
});

// A field is told from words by its capitals, and begins with a sign that no word has.
const fieldsOf = (word) => word.split(BETWEEN).filter((part) => /[a-z][A-Z]/.test(part)).map((part) => `=${part}`);

function latinTerms(word) {
  if (NUMERIC.test(word)) return [word.toLowerCase()];
  const joined = [word, ...word.split(BETWEEN)].map((part) => part.toLowerCase().replace(/[-_]/g, ""));
  const parts = (word.match(PART) ?? []).map((part) => part.toLowerCase());
  return [...new Set([...joined, ...(parts.length > 1 ? parts : [])])].filter((part, at) => !at || part.length > 1 || /\d/.test(part));
}

function koreanStem(word) {
  if (SHORT.test(word) && hasFinal(word[0])) return word[0];
  const [ending] = VERB_ENDING.exec(word) ?? [""];
  const left = word.length - ending.length;
  const bare = ending && left >= (/^[면음요]$/.test(ending) ? 2 : 1) ? word.slice(0, left) : withoutParticle(word);
  const stem = bare.replace(ENDING, "");
  return stem.length >= 2 ? stem : bare;
}

// Whether a syllable ends in a consonant: then what may follow it is a particle or an ending, 찾음, 앱은, and no part of it, 처음.
const hasFinal = (syllable) => (syllable.charCodeAt(0) - 0xac00) % 28 > 0;

function withoutParticle(word) {
  for (const particle of PARTICLES) {
    const left = word.length - particle.length;
    if (word.endsWith(particle) && (left >= 2 || (left === 1 && (particle.length > 1 || /[을를]/.test(particle))))) {
      return word.slice(0, left);
    }
  }
  return word;
}

/** Whether a word is an address, a port or another number. */
export const isNumber = (word) => /^[\d.:/-]+$/.test(word);

/** Whether a word is a verb by its ending, so that a page may well say it in another way. */
export const isVerb = (word) => isKorean(word) && VERB_ENDING.test(word) && !word.endsWith("는");

/** Whether a text says that something does not work: 안됨 tells as little as any other such word, and yet what the reader wants. */
export const isTrouble = (text) => /(?:^|\s)[안못]|[안못](?:됨|돼|되|된|됩)|않|없|실패|오류|에러|끊|거부|\b(?:not?|never|cannot|can't|doesn't|does not|won't|fails?|failed|errors?|refused|lost)\b/i.test(text);

/** Return the words of a text that tell what it is about; all of them, where none does. */
export function tellingWords(text) {
  const all = [...words(text)];
  const telling = all.filter(({ word, terms }) => ![word.toLowerCase(), terms[0], terms[0].replace(/^[안못](?=.)/, "")].some((form) => STOP.has(form)));
  return telling.length ? telling : all;
}

/** Return what equal words share: the stem of an English one, the sound of a Korean one. */
export const keyOf = remembered((term) => (isKorean(term) ? letters(term) : stemmer(term)));

const SOUNDS = { "\u1162": "\u1166", "\u1164": "\u1168", "\u1101": "\u1100", "\u1104": "\u1103", "\u1108": "\u1107", "\u110a": "\u1109", "\u110d": "\u110c" };

/** Return the letters of a Korean term; those that get mixed up in loan words, ㅐ and ㅔ or ㅆ and ㅅ, are the same letter. */
export const letters = remembered((term) => term.normalize("NFD").replace(/[\u1101\u1104\u1108\u110a\u110d\u1162\u1164]/g, (letter) => SOUNDS[letter]));
