// Shows the code of a draft that waits, and on Android leads into the app with it. The code stands after the "#", which
// no browser sends; into the app it goes by an intent that names the app, so that no other one on the phone gets it.
"use strict";

(() => {
  const letters = decodeURIComponent(location.hash.slice(1)).toUpperCase().replace(/[^A-Z0-9]/g, "");
  if (letters.length !== 16) return;
  const code = letters.match(/.{4}/g).join("-"), shown = document.getElementById("code");
  shown.querySelector("b").textContent = code;
  shown.hidden = false;
  if (!/Android/.test(navigator.userAgent)) return;
  const link = document.getElementById("open-app"), { scheme, host, app } = link.dataset;
  link.href = `intent://${host}/applications/receive?code=${code}#Intent;scheme=${scheme};package=${app};end`;
  link.parentElement.hidden = false;
})();
