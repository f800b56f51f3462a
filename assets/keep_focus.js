// Keeps the focus where it is while Flutter's engine (Flet 1.0.5's client) moves what a screen reader reads.
// When a part of that tree gets another role (a page turns out to scroll), the engine makes a new element for it and
// moves everything inside, and the browser takes the focus from a field in there. On a slow device the engine then goes
// on as if it held the focus still, and no key arrives any more. Here the loss is held back until the tree stands again;
// if what had the focus was only moved, it gets it back and the engine hears of nothing.
"use strict";

(() => {
  let lost = null;
  let isGivingBack = false;

  const holdBack = (event) => {
    if (!event.isTrusted) return;
    const element = event.target;
    if (isGivingBack || (lost && element === lost.element)) return event.stopImmediatePropagation();
    const isTaken = event.type === "blur" && event.relatedTarget === null && document.hasFocus();
    if (!isTaken || !element.closest?.("flt-semantics-host")) return;
    event.stopImmediatePropagation();
    lost = { element, start: element.selectionStart, end: element.selectionEnd };
    queueMicrotask(() => lost && settle(moves.takeRecords()));
  };

  const settle = (records) => {
    const { element, start, end } = lost;
    const wasMoved = records.some((record) => [...record.addedNodes].some((node) => node.contains(element)));
    const isNowhere = !document.activeElement || document.activeElement === document.body;
    if (wasMoved && isNowhere) {
      isGivingBack = true;
      element.focus({ preventScroll: true });
      if (typeof start === "number") element.setSelectionRange(start, end);
      isGivingBack = false;
    }
    lost = null;
    if (document.activeElement !== element) sayThatItIsLost(element);
  };

  const sayThatItIsLost = (element) => {
    element.dispatchEvent(new FocusEvent("blur"));
    const around = element.isConnected ? element : document.querySelector("flutter-view");
    around?.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: document.activeElement }));
  };

  const moves = new MutationObserver((records) => lost && settle(records));
  moves.observe(document, { childList: true, subtree: true });
  for (const type of ["blur", "focusout", "focus", "focusin"]) addEventListener(type, holdBack, true);
})();

// Keeps what is typed before the engine listens. A field of that tree has the browser's focus at once; the engine hears
// its keys from the next frame on only (30 ms here, many times that on a slow device) and then writes over it what the
// field held before. It sets the field's attributes just then: what was typed is put back, and the engine told.
(() => {
  let typed = null;

  const stateOf = (field) => ({ text: field.value, start: field.selectionStart, end: field.selectionEnd });

  const listens = ([{ target: field }]) => {
    attributes.disconnect();
    const was = typed;
    typed = null;
    if (!was || was.text === field.value) return;
    field.value = was.text;
    field.setSelectionRange(was.start, was.end);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
  };

  const isField = (target) => /^(INPUT|TEXTAREA)$/.test(target.tagName) && Boolean(target.closest("flt-semantics-host"));
  const attributes = new MutationObserver(listens);

  addEventListener("focusin", ({ target }) => {
    typed = null;
    attributes.disconnect();
    if (isField(target)) attributes.observe(target, { attributeFilter: ["autocorrect"] });
  });
  addEventListener("input", (event) => event.isTrusted && isField(event.target) && (typed = stateOf(event.target)), true);
})();
