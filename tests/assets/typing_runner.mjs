// Types what it is asked to; a question a line: {"keys", "method", "before"}, an answer a line, as JSON.
// A key "⌫" takes a character back, as the keyboard does.

import { readFileSync } from "node:fs";
import { Typist, compose } from "../../assets/kiosk/typing.mjs";

const typed = ({ keys, method, before = "" }) => {
  const typist = new Typist();
  let text = before;
  for (const key of keys) {
    if (key === "⌫") {
      typist.forget();
      text = [...text].slice(0, -1).join("");
      continue;
    }
    const [count, put] = typist.press(text, key, method);
    text = text.slice(0, text.length - count) + put;
  }
  return text;
};

for (const line of readFileSync(0, "utf-8").split("\n")) {
  if (!line) continue;
  const asked = JSON.parse(line);
  console.log(JSON.stringify({ composed: compose(asked.keys, asked.method), typed: typed(asked) }));
}
