// Plays keys to the scanner's reader; a list of events a line, what was scanned, swallowed and stands in the field back.

import { readFileSync } from "node:fs";

const heard = {};
const waiting = new Map();
const field = {
  tagName: "INPUT", value: "", selectionStart: 0, selectionEnd: 0, isConnected: true, maxLength: -1,
  setSelectionRange(start, end) {
    [this.selectionStart, this.selectionEnd] = [start, end];
  },
  dispatchEvent() {},
};
globalThis.window = { addEventListener: (name, listener) => (heard[name] = listener) };
globalThis.document = { activeElement: field };
globalThis.InputEvent = class {};
globalThis.setTimeout = (act) => waiting.set(waiting.size, act).size - 1;
globalThis.clearTimeout = (number) => waiting.delete(number);

const { Scanner } = await import("../../assets/kiosk/scanner.mjs");

for (const line of readFileSync(0, "utf-8").split("\n")) {
  if (!line) continue;
  const { events, fit, text } = JSON.parse(line);
  const scanned = [];
  let swallowed = 0;
  Object.assign(field, { value: text, selectionStart: 2, selectionEnd: 2 });
  new Scanner((one) => scanned.push(one)).fit(fit);
  for (const given of events) {
    if (given.type === "silence") {
      const acts = [...waiting.values()];
      waiting.clear();
      acts.forEach((act) => act());
      continue;
    }
    let isThrough = true;
    const stop = () => {
      isThrough = false;
    };
    heard[given.type]?.({ isTrusted: true, code: "", ...given, preventDefault: stop, stopImmediatePropagation: stop });
    if (!isThrough) swallowed += 1;
    else if (given.type === "keydown" && given.key.length === 1 && !given.ctrlKey && !given.altKey) {
      field.value = field.value.slice(0, field.selectionStart) + given.key + field.value.slice(field.selectionEnd);
      field.selectionStart = field.selectionEnd += 1;
      heard.beforeinput({ isTrusted: true, type: "beforeinput", data: given.key, timeStamp: given.timeStamp, preventDefault() {}, stopImmediatePropagation() {} });
    }
  }
  console.log(JSON.stringify({ scanned, swallowed, text: field.value, at: field.selectionStart }));
}
