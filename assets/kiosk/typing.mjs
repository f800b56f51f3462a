// Vietnamese from plain keys, a word at a time: Telex, VNI, or keys as they are.
// A word is always made anew from its keys, so nothing of an earlier word plays a part.

import { bare, isPossible, isWhole, read, rimeAt, withTone, written } from "./syllables.mjs";

const TELEX = {
  tones: { z: 0, s: 1, f: 2, r: 3, x: 4, j: 5 },
  shapes: { a: ["aâ"], e: ["eê"], o: ["oô"], d: ["dđ"], w: ["oơ", "uư", "aă"] },
  spelled: { ă: "aw", â: "aa", ê: "ee", ô: "oo", ơ: "ow", ư: "uw", đ: "dd" },
};
const VNI = {
  tones: { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 },
  shapes: { 6: ["aâ", "eê", "oô"], 7: ["oơ", "uư"], 8: ["aă"], 9: ["dđ"] },
  spelled: { ă: "a8", â: "a6", ê: "e6", ô: "o6", ơ: "o7", ư: "u7", đ: "d9" },
};
const METHODS = { telex: TELEX, vni: VNI };
const MARKS = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]; // the keys that are a tone, whatever the method

// `raw` is what is shown once the letters can be no syllable; a word that was found in the field is not taken apart.
const EMPTY = { letters: "", tone: 0, raw: "", isPlain: false, isFound: false, horn: -1, last: "" };

const small = (text) => text.toLowerCase();
const caseOf = (model, letter) => (model === small(model) ? letter : letter.toUpperCase());
const replaced = (text, at, letter) => text.slice(0, at) + letter + text.slice(at + 1);

// "uơ" and "ưo" become "ươ" once something follows that only it can have before it.
const settled = (letters, tone) => {
  const joined = letters.replace(/(uơ|ưo)(?=.)/i, (two) => caseOf(two[0], "ư") + caseOf(two[1], "ơ"));
  return [joined, letters].find((one) => isPossible(small(one), tone)) ?? null;
};

const shown = (word) => (word.isPlain ? word.raw : written(word.letters, word.tone));

const asTyped = (word, key) => ({ ...word, raw: word.raw + key, isPlain: true });

const appended = (word, key) => {
  const letters = settled(word.letters + key, word.tone);
  return letters === null ? asTyped(word, key) : { ...word, letters, raw: word.raw + key };
};

// The same key again takes its mark back and stands for itself.
const undone = (word, letters, tone, key) => {
  const next = { ...word, letters: letters + key, tone, horn: -1 };
  const raw = written(letters, tone) + key;
  return { ...next, raw, isPlain: !isPossible(small(next.letters), tone) };
};

const marked = (word, change, key) => {
  const next = { ...word, ...change, isFound: false };
  return { ...next, raw: word.isFound ? shown(next) : word.raw + key };
};

const toned = (word, tone, key) => {
  if (rimeAt(small(word.letters)) === word.letters.length) return appended(word, key);
  if (tone === word.tone) return tone && !word.isFound ? undone(word, word.letters, 0, key) : appended(word, key);
  if (!isPossible(small(word.letters), tone)) return appended(word, key);
  return marked(word, { tone }, key);
};

const shaped = (word, pairs, key) => {
  const letters = word.letters;
  const marks = pairs.map(([, mark]) => mark);
  const isMarked = [...small(letters)].some((letter) => marks.includes(letter));
  if (!(isMarked && word.last === small(key))) {
    for (const [from, mark] of pairs) {
      for (let at = 0; at < letters.length; at += 1) {
        const letter = small(letters[at]);
        if (bare(letter) !== from || letter === mark) continue;
        const next = settled(replaced(letters, at, caseOf(letters[at], mark)), word.tone);
        if (next !== null) return marked(word, { letters: next }, key);
      }
    }
  }
  if (!isMarked || word.isFound) return null;
  if (word.horn === letters.length - 1) return undone(word, letters.slice(0, -1), word.tone, key);
  const back = [...letters].map((letter) => (marks.includes(small(letter)) ? caseOf(letter, bare(small(letter))) : letter));
  return undone(word, back.join(""), word.tone, key);
};

const step = (word, key, method) => {
  if (MARKS.includes(key)) {
    const tone = MARKS.indexOf(key) + 1;
    if (!word.isPlain && rimeAt(small(word.letters)) < word.letters.length && isPossible(small(word.letters), tone)) {
      return { ...word, tone: tone === word.tone ? 0 : tone, raw: withTone(word.raw, tone), last: "" };
    }
    return { ...word, raw: withTone(word.raw, tone), isPlain: true };
  }
  if (word.isPlain) return asTyped(word, key);
  const plain = small(key);
  const last = { last: plain };
  if (plain in method.tones) return { ...toned(word, method.tones[plain], key), ...last };
  if (plain in method.shapes) {
    const next = shaped(word, method.shapes[plain], key);
    if (next) return { ...next, ...last };
  }
  if (plain === "w" && method === TELEX) {
    const letters = word.letters + caseOf(key, "ư");
    if (isPossible(small(letters), word.tone)) {
      return { ...word, letters, raw: word.raw + key, horn: letters.length - 1, ...last };
    }
  }
  return { ...appended(word, key), ...last };
};

const made = (keys, method) => [...keys].reduce((word, key) => step(word, key, method), EMPTY);

/** What keys become, as text. */
export const compose = (keys, method) => (method in METHODS ? shown(made(keys, METHODS[method])) : keys);

const spelled = (text, method) => {
  const { letters, tone } = read(text);
  const keys = [...letters].map((letter) => {
    const keysOf = method.spelled[small(letter)];
    return keysOf ? (letter === small(letter) ? keysOf : keysOf.toUpperCase()) : letter;
  });
  const mark = Object.keys(method.tones).find((key) => method.tones[key] === tone && tone);
  return keys.join("") + (mark ?? "");
};

const WORD = /[\p{L}\p{N}]+$/u;
const IN_WORD = /^[\p{L}\p{N}]$/u;

/** Types into what stands before the cursor; holds the keys of one word at most. */
export class Typist {
  #word = null;

  /**
   * @param {string} before the text before the cursor
   * @param {string} key one character
   * @param {"telex" | "vni" | "plain"} name
   * @returns {[number, string]} how many characters to take away before the cursor, and what to put there
   */
  press(before, key, name) {
    const method = METHODS[name];
    const isMark = MARKS.includes(key);
    if (!method) {
      this.#word = null;
      return isMark ? [0, ""] : [0, key];
    }
    const text = WORD.exec(before)?.[0] ?? "";
    const word = this.#known(text, method);
    if (!isMark && !IN_WORD.test(key)) {
      this.#word = null;
      return this.#left(word, text, key);
    }
    this.#word = step(word, key, method);
    return [text.length, shown(this.#word)];
  }

  /** Forget the keys of the word. */
  forget() {
    this.#word = null;
  }

  #known(text, method) {
    if (this.#word && shown(this.#word) === text) return this.#word;
    const word = made(spelled(text, method), method);
    if (text === "") return EMPTY;
    return { ...word, raw: text, isFound: true, isPlain: shown(word) !== text, last: "" };
  }

  // A word that is none of the language's was meant as its keys: "user", not "ủe".
  #left(word, text, key) {
    const isForeign = !word.isPlain && !word.isFound && text && text !== word.raw && !isWhole(small(word.letters), word.tone);
    return isForeign ? [text.length, word.raw + key] : [0, key];
  }
}
