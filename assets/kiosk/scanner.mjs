// A hand scanner types like a keyboard, but faster than any hand: such a burst goes to the session, not into the field.

import { focused, restore, stateOf } from "./field.mjs";

const LEAST = 8; // so many keys in a row tell a scanner from a hand
const PAUSE_MS = 60; // a longer one begins another burst
const SILENCE_MS = 400; // a scanner that sends no end is done after this
const LONGEST = 2000;

/** Reads the keys of the page before Flutter does. */
export class Scanner {
  #scanned;
  #gap = 12;
  #prefix = "";
  #suffixes = ["Enter", "Tab"];
  #text = "";
  #times = [];
  #was = null;
  #isScanning = false;
  #end = 0;

  /** @param {(text: string) => void} scanned called with each text */
  constructor(scanned) {
    this.#scanned = scanned;
    for (const name of ["keydown", "keypress", "keyup"]) {
      window.addEventListener(name, (event) => this.#heard(event), { capture: true });
    }
  }

  /** What the office set: most milliseconds between two keys, and what the scanner sends first. */
  fit({ gap_ms: gap, prefix }) {
    this.#gap = gap ?? this.#gap;
    this.#prefix = prefix ?? this.#prefix;
  }

  #heard(event) {
    if (!event.isTrusted) return;
    if (event.type !== "keydown") {
      if (this.#isScanning) swallow(event);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (this.#suffixes.includes(event.key)) return this.#ended(event);
    if (event.key.length !== 1) return; // Shift and the like
    const last = this.#times.at(-1);
    if (!this.#isScanning && (last === undefined || event.timeStamp - last > PAUSE_MS)) this.#begin();
    this.#text += event.key;
    this.#times.push(event.timeStamp);
    if (!this.#isScanning && this.#isFast()) this.#recognised();
    if (this.#isScanning) {
      swallow(event);
      this.#await();
    }
  }

  #begin() {
    const field = focused();
    this.#text = "";
    this.#times = [];
    this.#was = field && { field, ...stateOf(field) };
  }

  #isFast() {
    if (this.#prefix && this.#text === this.#prefix) return true;
    const times = this.#times.slice(-LEAST);
    return times.length === LEAST && times.at(-1) - times[0] <= (LEAST - 1) * this.#gap;
  }

  #recognised() {
    this.#isScanning = true;
    const was = this.#was;
    if (was?.field.isConnected) restore(was.field, was);
  }

  #await() {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.#deliver(), SILENCE_MS);
    if (this.#text.length > LONGEST) this.#text = this.#text.slice(0, LONGEST + 1);
  }

  #ended(event) {
    if (this.#isScanning) {
      swallow(event);
      this.#deliver();
    }
    this.#times = [];
  }

  #deliver() {
    clearTimeout(this.#end);
    const text = this.#text.startsWith(this.#prefix) ? this.#text.slice(this.#prefix.length) : this.#text;
    this.#isScanning = false;
    this.#text = "";
    this.#times = [];
    this.#was = null;
    this.#scanned(text);
  }
}

const swallow = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};
