// Keeps whoever stands at a terminal within the app: keys, mouse and fingers that lead out of a page do nothing here.
// What a page cannot catch (Alt+F4, Ctrl+T, F11 ...) Chromium's --kiosk, its policies and the window manager do: docs/kiosk.md.
"use strict";

(() => {
  const MOVING = ["arrowleft", "arrowright", "arrowup", "arrowdown", "home", "end", "shift", "control", "z"];
  const KEPT_WITH_CTRL = new Set([...MOVING, "a", "c", "v", "x", "y", "backspace", "delete"]);
  const KEPT_WITH_CTRL_AND_SHIFT = new Set(MOVING); // Ctrl+Shift+Delete opens the browser's own page
  const SHOWN = "/hand-over/";
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

  // A second window would hide the first, and nobody could close it by touch: a document is shown over the page.
  window.open = function (address, target, ...rest) {
    const asked = new URL(address ?? "", location.href);
    if (asked.origin !== location.origin) return null;
    if (asked.pathname.startsWith(SHOWN)) show(asked.pathname);
    else if (target === "_self") return openWindow.call(window, address, target, ...rest);
    return null;
  };
  window.print = () => {};

  const show = (path) => {
    const sheet = document.createElement("dialog");
    sheet.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;border:0;" +
      "padding:0;background:#fff;display:flex;flex-direction:column-reverse;z-index:2147483647";
    const close = document.createElement("button");
    close.textContent = "Đóng / Close";
    close.autofocus = true;
    close.style.cssText = "min-height:96px;font:600 32px 'Be Vietnam Pro',sans-serif;background:#0b5cad;color:#fff;border:0";
    close.addEventListener("click", () => sheet.close());
    const paper = document.createElement("iframe");
    paper.src = `${path}#toolbar=0&navpanes=0&view=FitH`;
    paper.title = close.title = "PDF";
    paper.style.cssText = "flex:1;border:0;width:100%";
    sheet.append(close, paper);
    sheet.addEventListener("close", () => sheet.remove());
    document.body.append(sheet);
    sheet.showModal();
  };
})();
