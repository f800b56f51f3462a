// Reads a text aloud with a voice of this device when the app asks for it (views/platform/voice.py).
// A voice that is not of this device would send the words to a stranger's server: it is not used.
"use strict";

(() => {
  const PREFIX = "/read-aloud/";
  const synthesis = window.speechSynthesis;
  const openWindow = window.open;
  let spoken = null; // the token of the text being read
  let told = null;
  let held = []; // Chromium forgets the end of an utterance that nobody holds

  const tell = (what) =>
    fetch(`${PREFIX}told`, {
      method: "POST",
      keepalive: true,
      referrerPolicy: "same-origin", // with the page's own policy, no-referrer, some browsers leave the Origin out
      headers: { "content-type": "application/json" },
      body: JSON.stringify(what),
    }).catch(() => {});

  const voiceFor = (language) =>
    synthesis
      .getVoices()
      .find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language);

  const tellLanguages = () => {
    const languages = synthesis ? ["vi", "en"].filter(voiceFor) : [];
    if (told === languages.join()) return;
    told = languages.join();
    tell({ languages });
  };

  const stop = () => {
    spoken = null;
    held = [];
    synthesis.cancel();
  };

  const say = async (token) => {
    stop();
    spoken = token;
    const ended = () => {
      if (spoken !== token) return;
      stop();
      tell({ ended: token });
    };
    try {
      const answer = await fetch(PREFIX + token);
      if (!answer.ok) return ended();
      const { language, parts } = await answer.json();
      const voice = voiceFor(language);
      if (spoken !== token) return;
      if (!voice || !parts.length) return ended();
      held = parts.map((words) => {
        const utterance = new SpeechSynthesisUtterance(words);
        utterance.voice = voice;
        utterance.lang = language === "vi" ? "vi-VN" : voice.lang.replace("_", "-");
        utterance.onerror = ended;
        return utterance;
      });
      held[held.length - 1].onend = ended;
      for (const utterance of held) synthesis.speak(utterance);
    } catch {
      ended();
    }
  };

  tellLanguages();
  if (!synthesis) return;
  synthesis.addEventListener?.("voiceschanged", tellLanguages);
  window.addEventListener("pagehide", () => {
    const token = spoken;
    stop();
    if (token) tell({ ended: token });
  });
  // Flet's one way from Python to this page that needs no change of its client: opening an address.
  window.open = function (address, ...rest) {
    const asked = new URL(address ?? "", location.href);
    if (asked.origin !== location.origin || !asked.pathname.startsWith(PREFIX)) {
      return openWindow.call(window, address, ...rest);
    }
    const what = asked.pathname.slice(PREFIX.length);
    if (what === "stop") stop();
    else say(what);
    return null;
  };
})();
