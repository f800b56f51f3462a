// Keeps whoever stands at a terminal within the app: keys, mouse and fingers that lead out of a page do nothing here.
// What a page cannot catch (Alt+F4, Ctrl+T, F11 ...) Chromium's --kiosk, its policies and the window manager do: docs/kiosk.md.
"use strict";

(() => {
  const MOVING = ["arrowleft", "arrowright", "arrowup", "arrowdown", "home", "end", "shift", "control", "z"];
  const KEPT_WITH_CTRL = new Set([...MOVING, "a", "c", "v", "x", "y", "backspace", "delete"]);
  const KEPT_WITH_CTRL_AND_SHIFT = new Set(MOVING); // Ctrl+Shift+Delete opens the browser's own page
  const openWindow = window.open;

  const kept = (event) => (event.shiftKey ? KEPT_WITH_CTRL_AND_SHIFT : KEPT_WITH_CTRL);

  const leadsOut = (event) => {
    const key = event.key.toLowerCase();
    if (/^f\d+$/.test(key) || (event.shiftKey && key === "escape") || key.startsWith("browser") || key.startsWith("launch")) return true;
    if (event.metaKey || key === "contextmenu" || key === "print" || key === "printscreen") return true;
    if (event.altKey && !event.ctrlKey && !event.getModifierState("AltGraph")) return true;
    return event.ctrlKey && !event.getModifierState("AltGraph") && (event.altKey || !kept(event).has(key));
  };

  const refuse = (event) => event.preventDefault();
  const on = (name, test) =>
    window.addEventListener(name, (event) => test(event) && refuse(event), { capture: true, passive: false });

  on("keydown", leadsOut);
  on("keyup", leadsOut);
  for (const name of ["contextmenu", "dragstart", "dragenter", "dragover", "drop"]) on(name, () => true);
  for (const name of ["mousedown", "mouseup", "auxclick", "pointerdown"]) on(name, (event) => event.button > 0);
  on("wheel", (event) => event.ctrlKey); // zoom
  on("touchmove", (event) => event.touches.length > 1); // zoom by two fingers
  on("click", (event) => {
    const link = event.target.closest?.("a[href]");
    return Boolean(link) && (link.target === "_blank" || new URL(link.href, location.href).origin !== location.origin);
  });

  // A second window would hide the first, and nobody could close it by touch. Papers are drawn as pictures on a screen.
  window.open = function (address, target, ...rest) {
    const isOurs = new URL(address ?? "", location.href).origin === location.origin;
    return isOurs && target === "_self" ? openWindow.call(window, address, target, ...rest) : null;
  };
  window.print = () => {};
})();
