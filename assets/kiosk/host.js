// Flutter draws into an element of its own: it can make room for the keyboard below it (keyboard.mjs).
// Flet 1.0.5 offers no such setting, but hands Flutter's to a global variable.
"use strict";

(() => {
  let config;
  const place = () => {
    const host = document.createElement("div");
    host.id = "kiosk-app";
    document.body.append(host);
    return host;
  };
  Object.defineProperty(window, "flutterConfig", {
    configurable: true,
    get: () => config,
    set: (given) => {
      config = { ...given, hostElement: place() };
    },
  });
})();
