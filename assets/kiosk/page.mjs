// What the page of a terminal does by itself: it says that somebody is there, shows the keyboard, reads the scanner.

import { focused, leaveThere } from "./field.mjs";
import { Keyboard } from "./keyboard.mjs";
import { Scanner } from "./scanner.mjs";

const OFTEN_MS = 2000;

const tell = (path, body) =>
  fetch(path, {
    method: "POST",
    referrerPolicy: "same-origin", // with the page's own policy, no-referrer, some browsers leave the Origin out
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {});

let toldAt = -Infinity;
const touched = () => {
  if (performance.now() - toldAt < OFTEN_MS) return;
  toldAt = performance.now();
  tell("/kiosk/touched", {});
};
for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  window.addEventListener(name, (event) => event.isTrusted && touched(), { capture: true, passive: true });
}

const scanner = new Scanner((text) => tell("/kiosk/scanned", { text }));
let keyboard = null;
let entered = 0; // how many fields the session has said were entered

// Which keys a field wants only the session knows: Flutter 3 tells it to a phone's browser alone.
const ask = async (field) => {
  const answer = await fetch(`/kiosk/field?after=${entered}`).catch(() => null);
  if (!answer?.ok) return;
  const { count, kind, language, theme, scanner: set } = await answer.json();
  entered = count;
  scanner.fit(set);
  if (focused() === field) keyboard?.fit(kind, { language, theme });
};
let asking = Promise.resolve();

// So does it know the order of the fields: Flutter's Tab key goes by places on the screen.
const leadOn = async () => {
  await asking; // else it might lead on from the field before
  const answer = await tell("/kiosk/next", {});
  return Boolean(answer?.ok && (await answer.json()).kind);
};

const NOTHING_KEPT = { autocomplete: "off", autocorrect: "off", autocapitalize: "off", spellcheck: "false" };
const forgetful = (field) => {
  for (const [name, value] of Object.entries(NOTHING_KEPT)) {
    if (field.getAttribute(name) !== value) field.setAttribute(name, value);
  }
};
const watcher = new MutationObserver((changes) => changes.forEach((change) => forgetful(change.target)));

// In an element of its own Flutter hears no key before that has the focus: the first Tab would go astray.
window.addEventListener("flutter-first-frame", () => document.querySelector("flutter-view")?.focus(), { once: true });

// after the scanner, which keeps what it reads to itself
window.addEventListener("keydown", (event) => event.isTrusted && keyboard?.typed(event), { capture: true });

document.addEventListener("focusin", (event) => {
  const field = focused();
  const host = document.getElementById("kiosk-app");
  if (!field || !host || event.target !== field) return;
  forgetful(field);
  watcher.disconnect();
  watcher.observe(field, { attributeFilter: Object.keys(NOTHING_KEPT) });
  keyboard ??= new Keyboard(host, leadOn);
  keyboard.enter(field);
  asking = ask(field);
});
document.addEventListener("focusout", () => keyboard?.leave());
const touchedPage = (event) => {
  if (event.target.closest?.("#kiosk-keys")) return;
  leaveThere();
  keyboard?.touched(event);
};
window.addEventListener("pointerdown", touchedPage, { capture: true });
// assistive technology presses without a pointer
window.addEventListener("click", (event) => event.detail === 0 && touchedPage(event), { capture: true });
