// A hand scanner types like a keyboard, but faster than any hand: such a burst goes to the session, not into the field.
// A letter that no key has comes by an input method, as Alt with its number, or as Ctrl+Shift+U with its hexadecimal
// number; what comes in none of these ways is marked as lost, never left out.

import { focused, restore, stateOf } from "./field.mjs";

const LEAST = 8; // so many keys in a row tell a scanner from a hand
const PAUSE_MS = 60; // after a longer one another burst begins
const SILENCE_MS = 1000; // a scanner that sends no end is done after this
const LONGEST = 2000;
const LOST = "\ufffd";
const ENDS = ["Enter", "Tab"];
const UNNAMED = ["Process", "Unidentified", "Dead"]; // keys whose letter an input method tells afterwards

const swallow = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** Reads the keys of the page before Flutter does. */
export class Scanner {
  #scanned;
  #gap = 12;
  #prefix = "";
  #letters = [];
  #times = [];
  #was = null; // the field as it was before the burst
  #isScanning = false;
  #echo = ""; // the letter that the browser puts into the field for a key that was let through
  #number = null; // of a letter told by its number: {digits, base}
  #end = 0;

  /** @param {(text: string) => void} scanned called with each text */
  constructor(scanned) {
    this.#scanned = scanned;
    window.addEventListener("keydown", (event) => event.isTrusted && this.#down(event), { capture: true });
    for (const name of ["keyup", "keypress"]) {
      window.addEventListener(name, (event) => event.isTrusted && this.#up(event), { capture: true });
    }
    window.addEventListener("beforeinput", (event) => event.isTrusted && this.#input(event), { capture: true });
  }

  /** What the office set: most milliseconds between two keys, and what the scanner sends first. */
  fit({ gap_ms: gap, prefix }) {
    this.#gap = gap;
    this.#prefix = prefix;
  }

  #down(event) {
    if (ENDS.includes(event.key)) return this.#ended(event);
    if (this.#isNumbered(event)) return swallow(event);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (UNNAMED.includes(event.key)) return this.#add(LOST, event);
    if (event.key.length !== 1) return; // Shift and the like
    this.#echo = event.key;
    this.#add(event.key, event);
  }

  #up(event) {
    if (event.type === "keyup" && this.#number && ["Alt", "Control"].includes(event.key)) this.#tellNumber(event);
    if (this.#isScanning) swallow(event);
  }

  // What an input method puts in comes without a key, or after one without a name.
  #input(event) {
    const text = event.data ?? "";
    if (text === this.#echo) {
      this.#echo = "";
      return;
    }
    if (!text || !this.#isGoingOn(event)) return;
    if (this.#letters.at(-1) === LOST) this.#letters.pop();
    this.#add(text, event);
  }

  #isGoingOn(event) {
    return this.#isScanning || (this.#times.length > 0 && event.timeStamp - this.#times.at(-1) <= PAUSE_MS);
  }

  #isNumbered(event) {
    if (!this.#isGoingOn(event)) return false;
    if (event.ctrlKey && event.shiftKey && event.code === "KeyU") {
      this.#number = { digits: "", base: 16 };
      return true;
    }
    if (event.altKey && /^Numpad\d$/.test(event.code)) this.#number ??= { digits: "", base: 10 };
    if (!this.#number) return false;
    const digit = event.code.replace(/^(Key|Digit|Numpad)/, "");
    if (/^[\dA-F]$/.test(digit)) this.#number.digits += digit;
    else if (!["Control", "Shift", "Alt"].includes(event.key)) this.#tellNumber(event);
    return true;
  }

  #tellNumber(event) {
    const { digits, base } = this.#number;
    this.#number = null;
    const code = parseInt(digits, base);
    this.#add(code > 31 && code < 0x110000 ? String.fromCodePoint(code) : LOST, event);
  }

  #add(text, event) {
    if (!this.#isGoingOn(event)) this.#begin();
    this.#letters.push(...text);
    this.#times.push(event.timeStamp);
    if (!this.#isScanning && this.#isFast()) this.#recognised();
    if (!this.#isScanning) return;
    swallow(event);
    this.#letters.length = Math.min(this.#letters.length, LONGEST + 1);
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.#deliver(), SILENCE_MS);
  }

  #begin() {
    const field = focused();
    this.#forget();
    this.#was = field && { field, ...stateOf(field) };
  }

  #forget() {
    this.#letters = [];
    this.#times = [];
    this.#was = null;
    this.#number = null;
    this.#isScanning = false;
  }

  #isFast() {
    if (this.#prefix && this.#letters.join("") === this.#prefix) return true;
    const times = this.#times.slice(-LEAST);
    return times.length === LEAST && times.at(-1) - times[0] <= (LEAST - 1) * this.#gap;
  }

  #recognised() {
    this.#isScanning = true;
    if (this.#was?.field.isConnected) restore(this.#was.field, this.#was);
  }

  #ended(event) {
    if (!this.#isScanning) return this.#forget();
    swallow(event);
    this.#deliver();
  }

  #deliver() {
    clearTimeout(this.#end);
    const text = this.#letters.join("");
    this.#forget();
    this.#scanned(this.#prefix && text.startsWith(this.#prefix) ? text.slice(this.#prefix.length) : text);
  }
}
