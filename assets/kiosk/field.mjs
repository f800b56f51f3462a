// The field that has the focus: Flutter draws it and keeps its text in an input element, which is written to here.

const WHOLE = { bubbles: true, cancelable: true, composed: true };

/** The text field that has the focus, or null. */
export const focused = () => {
  const active = document.activeElement;
  return active && /^(INPUT|TEXTAREA)$/.test(active.tagName) ? active : null;
};

/** The field's text, and where the cursor or the selection stands. */
export const stateOf = (field) => ({ text: field.value, start: field.selectionStart, end: field.selectionEnd });

const tell = (field, data) =>
  field.dispatchEvent(new InputEvent("input", { ...WHOLE, inputType: "insertText", data }));

/** Put `text` in place of the selection and of `count` characters before it; the cursor stands behind it. */
export const put = (field, count, text) => {
  const { start, end } = stateOf(field);
  const most = field.maxLength < 0 ? Infinity : field.maxLength;
  if (field.value.length - (end - start) - count + text.length > most) return;
  field.setRangeText(text, Math.max(0, start - count), end, "end");
  tell(field, text);
};

/** Make the field what it was: text, cursor and selection. */
export const restore = (field, was) => {
  field.value = was.text;
  field.setSelectionRange(was.start, was.end);
  tell(field, null);
};

/** Take away the selection, or the character before the cursor; a letter with its marks is one. */
export const takeBack = (field) => {
  const { text, start, end } = stateOf(field);
  if (start !== end) return put(field, 0, "");
  const last = [...new Intl.Segmenter().segment(text.slice(Math.max(0, start - 32), start))].at(-1);
  if (last) put(field, last.segment.length, "");
};

const KEY_CODES = { Enter: 13, Tab: 9, ArrowLeft: 37, ArrowRight: 39 };

/** Press a key that Flutter answers itself. */
export const strike = (field, key) => {
  const event = { ...WHOLE, key, code: key, keyCode: KEY_CODES[key], which: KEY_CODES[key] };
  field.dispatchEvent(new KeyboardEvent("keydown", event));
  field.dispatchEvent(new KeyboardEvent("keyup", event));
};

/** Move the cursor by one character. */
export const move = (field, by) => {
  const { text, start, end } = stateOf(field);
  const at = start !== end ? (by < 0 ? start : end) : Math.min(Math.max(0, start + by), text.length);
  field.setSelectionRange(at, at);
};

const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const SETTLE_MS = 80;
const LONGEST_MS = 5000;
const HIGHEST = 0.08; // of the room, where a field may be; its label is above it
const LOWEST = 0.75; // what is pinned to the bottom would cover a field further down
const WELL = 0.5;

let current = 0; // which field is being scrolled to; a finger on the page ends it

/** Leave the page where it is now. */
export const leaveThere = () => {
  current += 1;
};

/** Scroll what is around the field until the keyboard, and what is pinned above it, leave it free. */
export const reveal = async (host, field) => {
  const own = ++current;
  const until = performance.now() + LONGEST_MS;
  let perPixel = 1; // Flutter scrolls further where a page has fewer pixels
  let free = 0;
  await wait(SETTLE_MS);
  while (free < 4 && performance.now() < until && own === current && focused() === field) {
    const { height, width } = host.getBoundingClientRect();
    const box = field.getBoundingClientRect();
    const away = box.bottom > height * LOWEST ? box.bottom - height * WELL : Math.min(0, box.top - height * HIGHEST);
    if (away === 0) {
      free += 1; // the app may still be drawing the smaller page
      await wait(2 * SETTLE_MS);
      continue;
    }
    free = 0;
    const wheel = { ...WHOLE, deltaY: away * perPixel, clientX: width / 2, clientY: height * HIGHEST * 2 };
    (host.querySelector("flutter-view") ?? host).dispatchEvent(new WheelEvent("wheel", wheel));
    await wait(2 * SETTLE_MS);
    const moved = box.top - field.getBoundingClientRect().top;
    if (moved * away > 0) perPixel *= Math.min(2, Math.max(0.25, away / moved));
    else await wait(3 * SETTLE_MS); // at the page's end, or nothing there scrolls yet
  }
};
