// The keyboard on the screen: below what Flutter draws, which makes room for it.
// It remembers nothing of what was typed, suggests nothing, and what is typed leaves the page only as the field's text.

import { focused, move, put, reveal, stateOf, strike, takeBack } from "./field.mjs";
import { faceOf, nameOf, rowsOf } from "./layouts.mjs";
import { Typist } from "./typing.mjs";

const METHODS = ["telex", "vni", "plain"];
const PLAIN_KINDS = new Set(["email", "phone", "number", "date", "code"]);
const CAPITAL_KINDS = new Set(["name", "code"]);
const DIGIT_KINDS = new Set(["phone", "number", "date"]);
const HOLD_MS = 450;
const AGAIN_MS = 70;
const GONE_MS = 200;
const LONGEST_MS = 20_000;

/** Shows itself while a text field has the focus. */
export class Keyboard {
  #host;
  #leadOn;
  #root = document.createElement("div");
  #typist = new Typist();
  #field = null;
  #kind = "text";
  #page = "letters";
  #method = "telex";
  #shift = ""; // "", "once" or "locked"
  #look = { language: "vi", theme: "" };
  #isPutAway = false;
  #isTouchedSince = false;
  #held = 0;
  #left = null; // the field that is being left for the next one, and what was touched since
  #waiting = [];
  #isLed = false;
  #patience = 0;

  /**
   * @param {HTMLElement} host what makes room
   * @param {() => Promise<boolean>} leadOn leads the focus to the field that follows, if one does
   */
  constructor(host, leadOn) {
    this.#host = host;
    this.#leadOn = leadOn;
    this.#root.id = "kiosk-keys";
    this.#root.setAttribute("role", "group");
    this.#root.hidden = true;
    document.body.append(this.#root);
    for (const name of ["pointerdown", "mousedown", "touchstart"]) {
      this.#root.addEventListener(name, (event) => event.preventDefault(), { passive: false }); // the field keeps the focus
    }
    this.#root.addEventListener("pointerdown", (event) => this.#pressed(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      this.#root.addEventListener(name, () => this.#released());
    }
    this.#root.addEventListener("click", (event) => this.#clicked(event));
  }

  /** A field took the focus; until its kind is known, the keys of the one before stay. */
  enter(field) {
    const isGivenBack = field === this.#field || !this.#isTouchedSince;
    if (this.#isPutAway && isGivenBack) return; // by Flutter, some time after the page has grown
    this.#field = field;
    this.#isPutAway = false;
    if (this.#root.hidden) this.#begin("text");
    this.#typist.forget();
    this.#show();
  }

  /** The kind of the field is known: its layout follows, and what was touched on the way to it. */
  fit(kind, look) {
    this.#look = look;
    this.#begin(kind);
    if (this.#field !== this.#left) this.#arrived();
  }

  /** The focus has left; it may come back at once. */
  leave() {
    this.#typist.forget();
    setTimeout(() => focused() || this.#isLed || this.#hide(), GONE_MS);
  }

  /** A key of a real keyboard: Tab leads on as "next" does, and what is typed on the way waits for the field as well. */
  typed(event) {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const isTab = event.key === "Tab" && isPlain && !event.shiftKey;
    const leads = isTab && !this.#root.hidden && this.#field && focused() === this.#field;
    if (!this.#left && !leads) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isPlain && (isTab || event.key === "Backspace" || event.key.length === 1)) this.#strike(event.key);
  }

  #strike(key) {
    if (this.#left) return this.#waiting.push(() => this.#strike(key));
    if (key === "Tab") return this.#goOn(this.#field, true);
    if (key === "Backspace") return takeBack(this.#field);
    put(this.#field, 0, key);
  }

  /** The page was touched: who put the keyboard away wants it back in another field, or in the one that was touched. */
  touched({ clientX: x, clientY: y }) {
    this.#isTouchedSince = true;
    const field = focused();
    if (!this.#isPutAway || !field) return;
    const box = field.getBoundingClientRect();
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return;
    this.#isPutAway = false;
    this.enter(field);
  }

  #begin(kind) {
    this.#kind = kind;
    this.#page = DIGIT_KINDS.has(kind) ? "digits" : "letters";
    this.#shift = CAPITAL_KINDS.has(kind) ? "locked" : "";
    this.#typist.forget();
    this.#draw();
  }

  get #isPlain() {
    return PLAIN_KINDS.has(this.#kind) || this.#field?.type === "password";
  }

  get #typing() {
    return this.#isPlain ? "plain" : this.#method;
  }

  #draw() {
    const isUpper = this.#shift !== "";
    const what = {
      isVietnamese: this.#typing !== "plain",
      isMail: this.#isPlain && !DIGIT_KINDS.has(this.#kind),
      isLong: this.#field?.tagName === "TEXTAREA",
      isAcross: window.innerWidth > window.innerHeight, // wide enough for a row less
    };
    this.#root.setAttribute("aria-label", nameOf(this.#look.language));
    this.#root.lang = this.#look.language;
    this.#root.dataset.theme = this.#look.theme;
    this.#root.dataset.page = this.#page;
    this.#root.dataset.kind = this.#kind;
    this.#root.replaceChildren(
      ...rowsOf(this.#page, what).map((row) => {
        const line = document.createElement("div");
        line.append(...row.map((key) => this.#key(key, isUpper)));
        return line;
      }),
    );
    this.#room();
  }

  #key(key, isUpper) {
    const { face, name } = faceOf(key, { language: this.#look.language, method: this.#method, isUpper });
    const one = document.createElement("span"); // not a button: that would take the focus when assistive technology presses it
    one.setAttribute("role", "button");
    one.setAttribute("aria-label", name);
    one.dataset.key = key;
    one.textContent = face;
    if (key === "shift") one.setAttribute("aria-pressed", String(isUpper));
    if (key === "shift" && this.#shift === "locked") one.dataset.locked = "";
    return one;
  }

  #show() {
    this.#root.hidden = false;
    this.#room();
    reveal(this.#host, this.#field);
  }

  #hide() {
    this.#root.hidden = true;
    this.#waiting = [];
    this.#arrived();
    this.#released();
    this.#room();
  }

  #room() {
    this.#host.style.height = this.#root.hidden ? "" : `calc(100% - ${this.#root.offsetHeight}px)`;
  }

  #pressed(event) {
    const key = event.target.closest?.("[data-key]")?.dataset.key;
    this.#released();
    if (key === undefined || event.button > 0) return;
    this.#press(key);
    if (["back", "left", "right"].includes(key)) {
      this.#held = setTimeout(() => {
        this.#held = setInterval(() => this.#press(key), AGAIN_MS);
      }, HOLD_MS);
    }
  }

  #released() {
    clearTimeout(this.#held); // also ends an interval
  }

  #clicked(event) {
    const key = event.target.closest?.("[data-key]")?.dataset.key;
    if (key !== undefined && event.detail === 0) this.#press(key); // assistive technology presses without a pointer
  }

  // What is touched while the focus is on its way belongs to the field that follows.
  async #goOn(field, isReal = false) {
    this.#left = field;
    this.#isLed = true;
    this.#patience = setTimeout(() => this.#arrived(), LONGEST_MS);
    if (await this.#leadOn()) return;
    if (this.#left !== field) return;
    this.#isLed = false;
    strike(field, "Tab");
    if (isReal) [this.#left, this.#waiting] = [null, []]; // what follows is no field: its keys are Flutter's
  }

  #arrived() {
    clearTimeout(this.#patience);
    this.#left = null;
    this.#isLed = false;
    const keys = this.#waiting;
    this.#waiting = [];
    for (const press of keys) press();
  }

  #press(key) {
    if (this.#left && key !== "hide") return this.#waiting.push(() => this.#press(key));
    const field = this.#field;
    if (!field?.isConnected) return this.#hide();
    if (focused() !== field) field.focus({ preventScroll: true });
    const act = this.#acts[key];
    if (act) return act(field);
    this.#type(field, key === "space" ? " " : key);
  }

  #type(field, key) {
    const { text, start } = stateOf(field);
    const character = this.#shift ? key.toUpperCase() : key;
    const [count, put_] = this.#typist.press(text.slice(0, start), character, this.#typing);
    put(field, count, put_);
    if (this.#shift === "once" && this.#page === "letters") this.#turn({ shift: "" });
  }

  #turn({ page = this.#page, shift = this.#shift, method = this.#method }) {
    [this.#page, this.#shift, this.#method] = [page, shift, method];
    this.#draw();
  }

  #acts = {
    back: (field) => {
      this.#typist.forget();
      takeBack(field);
    },
    left: (field) => move(field, -1),
    right: (field) => move(field, 1),
    enter: (field) => put(field, 0, "\n"),
    next: (field) => this.#goOn(field),
    hide: () => {
      this.#isPutAway = true;
      this.#isTouchedSince = false;
      this.#hide();
    },
    shift: () => this.#turn({ shift: { "": "once", once: "locked", locked: "" }[this.#shift] }),
    signs: () => this.#turn({ page: "signs", shift: "" }),
    letters: () => this.#turn({ page: "letters", shift: CAPITAL_KINDS.has(this.#kind) ? "locked" : "" }),
    method: () => {
      this.#typist.forget();
      this.#turn({ method: METHODS[(METHODS.indexOf(this.#method) + 1) % METHODS.length] });
    },
  };
}
