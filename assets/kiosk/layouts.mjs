// Which keys stand where. A key is the character it types, or the name of what it does.

const LETTERS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm,."];
const VIETNAMESE = "ăâêôơưđ";
const TONES = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"];
const SIGNS = ["1234567890", "@#%&*()-_=", "+/\\:;'\"!?.", "<>[]{}|~^$"];

const MOVES = ["left", "right"];

/** The rows of keys of a kind of field: its letters, its signs or its digits. */
export const rowsOf = (page, { isVietnamese, isMail, isLong, isAcross }) => {
  const ends = isLong ? ["enter", "hide"] : ["next", "hide"];
  if (page === "digits") {
    return [
      ["1", "2", "3", "back"],
      ["4", "5", "6", "/"],
      ["7", "8", "9", "-"],
      [",", "0", ".", "+"],
      ["letters", ...MOVES, ...ends],
    ];
  }
  if (page === "signs") {
    return [...SIGNS.map((row) => [...row]), ["letters", ...MOVES, "space", "back", ...ends]];
  }
  const [digits, first, second, third] = LETTERS.map((row) => [...row]);
  const letters = isVietnamese ? [...VIETNAMESE] : [];
  const tones = isVietnamese ? TONES : [];
  const above = isAcross ? [[...digits, ...letters]] : [digits, ...(isVietnamese ? [[...letters, ...tones]] : [])];
  return [
    ...above,
    [...first, "back"],
    [...second, ...(isMail ? ["@"] : []), ...(isAcross ? tones : [])],
    ["shift", ...third, isMail ? "_" : "/"],
    ["signs", ...(isMail ? [] : ["method"]), ...MOVES, isMail ? "-" : "space", ...(isMail ? [] : ["-"]), ...ends],
  ];
};

const NAMES = {
  vi: {
    keyboard: "Bàn phím trên màn hình", back: "Xóa lùi", shift: "Chữ hoa", space: "Dấu cách", enter: "Xuống dòng",
    next: "Ô tiếp theo", hide: "Ẩn bàn phím", signs: "Số và ký hiệu", letters: "Chữ cái", left: "Sang trái",
    right: "Sang phải", method: "Kiểu gõ", telex: "Telex", vni: "VNI", plain: "Tiếng Anh, không dấu",
    tones: ["Dấu sắc", "Dấu huyền", "Dấu hỏi", "Dấu ngã", "Dấu nặng"],
  },
  en: {
    keyboard: "On-screen keyboard", back: "Delete", shift: "Capital letters", space: "Space", enter: "New line",
    next: "Next field", hide: "Hide the keyboard", signs: "Numbers and signs", letters: "Letters", left: "Move left",
    right: "Move right", method: "How to type", telex: "Telex", vni: "VNI", plain: "English, no marks",
    tones: ["Tone sắc", "Tone huyền", "Tone hỏi", "Tone ngã", "Tone nặng"],
  },
}; // fmt: one table of the keyboard's own words, in the two languages of the screens

const FACES = {
  vi: { back: "Xóa", shift: "HOA", enter: "Dòng", next: "Tiếp", hide: "Ẩn", signs: "?123", letters: "abc" },
  en: { back: "Delete", shift: "Shift", enter: "Line", next: "Next", hide: "Hide", signs: "?123", letters: "abc" },
};
const ARROWS = { left: "‹", right: "›" };
const METHOD_FACES = { telex: "Telex", vni: "VNI", plain: "EN" };

/** What is written on a key and what it is called. */
export const faceOf = (key, { language, method, isUpper }) => {
  const names = NAMES[language] ?? NAMES.vi;
  const tone = TONES.indexOf(key);
  if (tone >= 0) return { face: `◌${key}`, name: names.tones[tone] };
  if (key === "method") return { face: METHOD_FACES[method], name: `${names.method}: ${names[method]}` };
  if (key === "space") return { face: names.space, name: names.space };
  const drawn = (FACES[language] ?? FACES.vi)[key] ?? ARROWS[key];
  if (drawn) return { face: drawn, name: names[key] };
  const face = isUpper ? key.toUpperCase() : key;
  return { face, name: face };
};

/** What the whole keyboard is called. */
export const nameOf = (language) => (NAMES[language] ?? NAMES.vi).keyboard;
