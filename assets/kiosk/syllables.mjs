// Which letters can be a Vietnamese syllable, and over which of them its tone stands.
// Besides the standard language: onsets and finals of place names and names of other peoples of the country
// (Đắk Lắk, Krông Búk, Chư Prông), so that they can be typed too.

const ONSETS = new Set(
  ("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x z " +
    "bl br chr gl gr kl kp kr pl pr rl đr").split(" "),
);
const RIMES = new Set(
  (
    "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âk âm ân âng âp ât âu ây " +
    "e ec em en eng eo ep et ê êc êch êm ên êng ênh êp êt êu " +
    "i ia ich ik im in inh ip it iu iêc iêm iên iêng iêp iêt iêu " +
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oc oe oem oen oeo oet oi om on ong " +
    "ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt " +
    "u ua uân uâng uât uây uc uê uêch uên uênh uêu ui uk um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên " +
    "uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươ ươc ươi ươm ươn ương ươp ươt ươu y yê yêm yên yêng yêt yêu"
  ).split(" "),
);
const BARE = { ă: "a", â: "a", ê: "e", ô: "o", ơ: "o", ư: "u", đ: "d" };
const TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]; // sắc huyền hỏi ngã nặng
const VOWEL = /[aăâeêioôơuưy]/;
const STOPPED = /(?:[ckpt]|ch)$/;

/** The letter without hat, horn, breve or bar. */
export const bare = (letter) => BARE[letter] ?? letter;

// What stands before the cursor may still get its marks: "tieng" can become "tiêng".
const fits = (letters, whole) =>
  letters.length <= whole.length &&
  [...letters].every((letter, at) => letter === whole[at] || letter === bare(whole[at]));

const POSSIBLE = new Map(); // letters of a rime → whether a syllable may begin with them
const isBeginning = (rime) => {
  if (!POSSIBLE.has(rime)) POSSIBLE.set(rime, rime === "" || [...RIMES].some((whole) => fits(rime, whole)));
  return POSSIBLE.get(rime);
};

/** Where the rime begins: "qu" and, before another vowel, "gi" belong to the onset. */
export const rimeAt = (letters) => {
  const vowel = letters.search(VOWEL);
  if (vowel < 0) return letters.length;
  const two = letters.slice(0, 2);
  if (two === "qu" || (two === "gi" && VOWEL.test(letters[2] ?? ""))) return 2;
  return vowel;
};

const canCarry = (letters, tone) => tone < 2 || tone === 5 || !STOPPED.test(letters);

/** Whether a syllable can begin with these letters (lower case, no tone mark) under this tone. */
export const isPossible = (letters, tone) => {
  const at = rimeAt(letters);
  const onset = letters.slice(0, at);
  if (at === letters.length) {
    return tone === 0 && [...ONSETS].some((known) => fits(onset, known));
  }
  return (onset === "" || ONSETS.has(onset) || (onset[0] === "d" && ONSETS.has(`đ${onset.slice(1)}`))) &&
    isBeginning(letters.slice(at)) && canCarry(letters.slice(at), tone);
};

/** Whether these letters are a whole syllable. */
export const isWhole = (letters, tone) => {
  const at = rimeAt(letters);
  const onset = letters.slice(0, at);
  return (onset === "" || ONSETS.has(onset)) && RIMES.has(letters.slice(at)) && canCarry(letters.slice(at), tone);
};

// The old way of placing it (hòa, thúy), as most names in registers are written.
const toneAt = (letters) => {
  const start = rimeAt(letters);
  let end = start;
  while (end < letters.length && VOWEL.test(letters[end])) end += 1;
  for (let at = end - 1; at >= start; at -= 1) if (bare(letters[at]) !== letters[at]) return at;
  const count = end - start;
  if (count === 0) return letters.search(VOWEL);
  return count === 1 || (count === 2 && end === letters.length) ? start : start + 1;
};

/** The letters as they are written under a tone, 0 to 5. */
export const written = (letters, tone) => {
  const at = tone ? toneAt(letters.toLowerCase()) : -1;
  return [...letters].map((letter, index) => (index === at ? (letter + TONES[tone]).normalize("NFC") : letter)).join("");
};

/** The letters of a written word without its tone, and that tone. */
export const read = (word) => {
  let tone = 0;
  const letters = word.normalize("NFD").replace(/[\u0300\u0301\u0303\u0309\u0323]/g, (mark) => {
    tone = TONES.indexOf(mark);
    return "";
  });
  return { letters: letters.normalize("NFC"), tone };
};

/** A word with a tone on its last vowel, whatever the word is; on none, the word. */
export const withTone = (word, tone) => {
  const { letters } = read(word);
  const at = [...letters.toLowerCase()].findLastIndex((letter) => VOWEL.test(letter));
  return at < 0
    ? word
    : (letters.slice(0, at + 1) + TONES[tone]).normalize("NFC") + letters.slice(at + 1);
};
