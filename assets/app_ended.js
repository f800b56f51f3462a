// Says what happened when the app behind this window has ended, by itself or not: the client (Flet 1.0.5) would show an
// empty page with "Working..." for ever. Whoever wrote here must read that it is kept, and what to do.
"use strict";

(() => {
  const TRIES = 3;
  const PAUSE_MS = 700;
  const WORDS = [
    ["vi", "Ứng dụng Một Cửa đã dừng", "Những gì đã ghi “Đã lưu” vẫn ở trên máy này. Hãy đóng cửa sổ này rồi mở lại ứng dụng."],
    ["en", "The Một Cửa app has ended", "What was “Saved” is still on this device. Close this window and start the app again."],
  ];
  let notice = null;
  let isAsking = false;

  const answers = async () => {
    try {
      return (await fetch("/app_ended.js", { method: "HEAD", cache: "no-store" })).ok;
    } catch {
      return false;
    }
  };

  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    let isThere = await answers();
    for (let tries = 1; !isThere && tries < TRIES; tries++) {
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      isThere = await answers();
    }
    isAsking = false;
    if (!isThere) show();
  };

  const part = (name, text, style, language) => {
    const element = document.createElement(name);
    Object.assign(element.style, { margin: "0", ...style });
    element.textContent = text;
    element.lang = language;
    return element;
  };

  const show = () => {
    if (notice) return;
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [paper, ink, edge] = isDark ? ["#171310", "#F5EEE6", "#FFB4AB"] : ["#FBF7F1", "#211C18", "#B3261E"];
    notice = document.createElement("div");
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    Object.assign(notice.style, {
      position: "fixed", inset: "0", zIndex: "2147483647", boxSizing: "border-box", padding: "24px", overflow: "auto",
      display: "flex", flexDirection: "column", alignItems: "center", justifyContent: "center", gap: "24px",
      background: paper, color: ink, outline: "none", font: "17px/1.5 'Be Vietnam Pro', system-ui, sans-serif",
    });
    for (const [language, title, words] of WORDS) {
      const box = document.createElement("div");
      Object.assign(box.style, { maxWidth: "34em", borderLeft: `4px solid ${edge}`, paddingLeft: "16px" });
      box.append(
        part("h1", title, { fontSize: "22px", fontWeight: "700" }, language),
        part("p", words, { marginTop: "8px" }, language),
      );
      notice.append(box);
    }
    document.body.append(notice);
    notice.focus();
  };

  // The client keeps one connection; when that goes the app may have gone, or only the line to it.
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...address) {
      super(...address);
      this.addEventListener("close", ask);
    }
  };
})();
