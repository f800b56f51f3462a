// Sounds short tones: somebody is asked whether they are still there, staff are called.
// Flet's one way from Python to this page that needs no change of its client: opening an address.
"use strict";

(() => {
  const PREFIX = "/kiosk/tone/";
  const TONES = { asking: [660, 880], staff: [880, 660, 880, 660] }; // Hz, one after the other
  const EACH_S = 0.22;
  const LOUDNESS = 0.25;
  const openWindow = window.open;
  let audio = null;

  const sound = (notes) => {
    audio ??= new AudioContext();
    audio.resume();
    notes.forEach((pitch, at) => {
      const from = audio.currentTime + at * EACH_S;
      const note = new OscillatorNode(audio, { type: "sine", frequency: pitch });
      const loudness = new GainNode(audio, { gain: 0 });
      loudness.gain.setTargetAtTime(LOUDNESS, from, 0.01); // without a click
      loudness.gain.setTargetAtTime(0, from + EACH_S * 0.7, 0.03);
      note.connect(loudness).connect(audio.destination);
      note.start(from);
      note.stop(from + EACH_S);
    });
  };

  window.open = function (address, ...rest) {
    const asked = new URL(address ?? "", location.href);
    if (asked.origin !== location.origin || !asked.pathname.startsWith(PREFIX)) {
      return openWindow.call(window, address, ...rest);
    }
    const notes = TONES[asked.pathname.slice(PREFIX.length)];
    if (notes) sound(notes);
    return null;
  };
})();
