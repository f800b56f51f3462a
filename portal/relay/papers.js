// Encrypts the papers a person chooses for one session at a terminal, and sends them to the relay piece by piece.
// After the "#" stand the box, the token that lets in, and the session's public key; no browser sends that part.
// A piece: 65 bytes of this page's public key, 12 of nonce, then AES-256-GCM over two bytes of length, a JSON header
// and the file's bytes, under HKDF-SHA-256 of the P-256 agreement. app/vault/letter_box.py opens it.
"use strict";

(() => {
  const PART = 900000, PATIENCE = 2000, LETTERS = new TextEncoder();
  const list = document.getElementById("sent"), input = document.getElementById("papers");
  const largest = Number(list.dataset.mb) * 1e6;
  const pause = () => new Promise((wake) => setTimeout(wake, PATIENCE));
  let queue = Promise.resolve(), next = 0, is_over = false, awaited = [];

  const link = read_link();
  if (!link) stop("link");
  else if (!window.isSecureContext || !crypto.subtle) stop("insecure");
  else input.addEventListener("change", choose);
  const sealing = link && window.isSecureContext ? seal_for(link) : null;

  function read_link() {
    const [box, token, key] = location.hash.slice(1).split(".");
    return /^[0-9a-f]{32}$/.test(box) && token && key ? { box, token, key: from_base64(key) } : null;
  }

  function from_base64(text) {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  }

  function stop(state) {
    input.disabled = true;
    say(add(""), state);
  }

  function add(name) {
    const item = document.createElement("li"), told = document.createElement("span");
    if (name) item.append(name, ": ");
    item.append(told);
    list.append(item);
    return told;
  }

  function say(told, state, percent = 0) {
    const words = list.dataset[state].replace("{percent}", percent);
    if (told.textContent !== words) told.textContent = words;
  }

  async function seal_for({ box, key }) {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const theirs = await crypto.subtle.importKey("raw", key, curve, false, []);
    const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const head = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: join(head, key), info: LETTERS.encode("motcua papers 1") };
    const aes = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    return async (plain) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bound = { name: "AES-GCM", iv, additionalData: LETTERS.encode(box) };
      return join(head, iv, new Uint8Array(await crypto.subtle.encrypt(bound, aes, plain)));
    };
  }

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  }

  function choose() {
    for (const file of input.files) {
      const told = add(file.name);
      say(told, "sending");
      queue = queue.then(() => send(file, told)).catch(() => say(told, "unread"));
    }
    input.value = "";
  }

  async function send(file, told) {
    if (is_over) return say(told, "over");
    if (!file.size) return say(told, "empty");
    if (file.size > largest) return say(told, "large");
    const id = crypto.randomUUID(), of = Math.ceil(file.size / PART), close = await sealing;
    for (let part = 0; part < of; part++) {
      const bytes = new Uint8Array(await file.slice(part * PART, (part + 1) * PART).arrayBuffer());
      if (!part && !is_taken(bytes)) return say(told, "kind");
      const header = LETTERS.encode(JSON.stringify({ id, part, of, name: file.name, size: file.size }));
      const length = new Uint8Array([header.length >> 8, header.length & 255]);
      const failure = await put(await close(join(length, header, bytes)), told);
      if (failure) return say(told, failure);
      say(told, "sending", Math.floor((100 * (part + 1)) / of));
    }
    follow(next - 1, told);
  }

  // A file is with the terminal once its last piece was given out of the box: the session may end before.
  async function follow(last, told) {
    say(told, "waiting");
    awaited.push({ last, told });
    if (awaited.length > 1) return;
    while (awaited.length) {
      const box = await look();
      awaited = awaited.filter(({ last, told }) => {
        if (!box || (box.given <= last && !box.is_over)) return true;
        say(told, box.given > last ? "sent" : "over");
        return false;
      });
      if (awaited.length) await pause();
    }
  }

  async function look() {
    try {
      const answer = await fetch(`/api/v1/relay/${link.box}`, { headers: { "Relay-Token": link.token } });
      if ([404, 410].includes(answer.status)) return { given: 0, is_over: true };
      if (!answer.ok) return null;
      const { given, state } = await answer.json();
      return { given, is_over: ["expired", "taken"].includes(state) };
    } catch { return null; }
  }

  function is_taken(bytes) {
    const head = String.fromCharCode(...bytes.slice(0, 1024));
    return head.startsWith("\xff\xd8\xff") || head.startsWith("\x89PNG") || head.includes("%PDF-");
  }

  // The same sealed bytes go again after a cut; where another phone was quicker, they go into the next place.
  async function put(piece, told) {
    for (;;) {
      let answer;
      try {
        const headers = { "Content-Type": "application/octet-stream", "Relay-Token": link.token };
        answer = await fetch(`/api/v1/relay/${link.box}/pieces/${next}`, { method: "PUT", headers, body: piece });
      } catch { answer = null; }
      if (answer && answer.ok) { next++; return ""; }
      if (answer && answer.status === 409) { next++; continue; }
      if (answer && [404, 410].includes(answer.status)) { is_over = true; return "over"; }
      if (answer && [413, 507].includes(answer.status)) return "full";
      if (answer && answer.status < 500 && answer.status !== 429) return "failed";
      say(told, "offline");
      await pause();
    }
  }
})();
