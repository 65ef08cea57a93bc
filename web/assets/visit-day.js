// The day's visits without a signal. The list and each record are sealed (AES-GCM) in IndexedDB under a key that only a
// session gives; it lives in this tab and goes with it. A record stays until the server has it, under a key of its own,
// so that twice is once. Markup and words are the page's; see [data-day] in the templates.

const box = document.querySelector("[data-day]");
const { base, shell } = box.dataset;
let { day } = box.dataset;
const list = box.querySelector("[data-list]");
const status = box.querySelector("[data-status]");
const LIST = "list";
const KEPT = "visit-day";

// What is on the phone.

const done = (request) =>
  new Promise((fine, failed) => {
    request.onsuccess = () => fine(request.result);
    request.onerror = () => failed(request.error);
  });

const opening = indexedDB.open(`visits ${base}`, 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("sealed", { keyPath: "id" });
const store = done(opening);

async function sealed(mode) {
  return (await store).transaction("sealed", mode).objectStore("sealed");
}

const all = async () => done((await sealed("readonly")).getAll());
const wipe = async (id) => done((await sealed("readwrite")).delete(id));

/** The key of a day: this tab's, or asked of the server; none without a signal or a session. */
async function keyOf(of) {
  const name = `${KEPT} ${base} ${of}`;
  let hex = sessionStorage.getItem(name);
  if (!hex) {
    const answer = await fetch(`${base}/key?day=${of}`, { redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return null;
    hex = await answer.text();
    sessionStorage.setItem(name, hex);
  }
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function seal(id, of, value) {
  const key = await keyOf(of);
  if (!key) return false;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  await done((await sealed("readwrite")).put({ id, of, iv, bytes }));
  return true;
}

async function open({ of, iv, bytes }) {
  const key = await keyOf(of);
  if (!key) return null;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
  return JSON.parse(new TextDecoder().decode(plain));
}

// What is on the page.

/** Says how a record stands. A form that was pressed keeps its room until the page is opened again: were it folded at
 *  once, the second half of a double tap would fall on the next person. */
function mark(person, how, folded = false) {
  const item = list.querySelector(`[data-person="${person}"]`);
  if (!item) return;
  item.dataset.state = how;
  const form = item.querySelector("form");
  form?.toggleAttribute("inert", how !== "refused");
  form?.toggleAttribute("hidden", how !== "refused" && (folded || form.hidden));
  if (how === "refused") delete form?.dataset.taken;
  const said = item.querySelector("[data-mark]");
  said.hidden = false;
  said.textContent = box.dataset[how];
}

function say(waiting, signedOut) {
  const { none, some, away, out } = box.dataset;
  const words = waiting ? [some.replace("{n}", waiting), signedOut ? out : navigator.onLine ? "" : away] : [none];
  status.textContent = words.filter(Boolean).join(" ");
  status.dataset.waiting = waiting;
}

// A record: kept, sent, wiped.

let sending = null;
const send = () => (sending ??= sendAll().finally(() => (sending = null)));

async function sendAll() {
  let signedOut = false;
  for (const kept of (await all()).filter(({ id }) => id !== LIST)) {
    const record = await open(kept);
    if (!record) continue;
    const body = new URLSearchParams(record.fields);
    body.set("quiet", "yes");
    const answer = await fetch(record.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!answer) break;
    if (answer.status === 204) {
      await wipe(kept.id);
      mark(record.person, "arrived");
    } else if (answer.status === 422 || answer.status === 404) {
      mark(record.person, "refused");
    } else {
      signedOut = true;
      break;
    }
  }
  const left = await all();
  const waiting = left.filter(({ id }) => id !== LIST);
  say(waiting.length, signedOut);
  const open_ = list.querySelectorAll("[data-person]:not([data-state=arrived])").length;
  if (!waiting.length && !open_) await wipe(LIST);
}

async function record(form, button) {
  const fields = [...new FormData(form, button)].filter(([, value]) => typeof value === "string");
  const values = Object.fromEntries(fields);
  const { person } = form.closest("[data-person]").dataset;
  const kept = await seal(values.once, day, { person, action: form.action, fields });
  if (!kept) throw new Error("no key");
  mark(person, "kept");
  await send();
}

list.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.dataset.plain) return;
  event.preventDefault();
  if (target.dataset.taken) return;
  target.dataset.taken = "yes";
  record(target, submitter).catch(() => {
    // Where the phone keeps nothing, the form goes as it would without script.
    target.dataset.plain = "yes";
    target.requestSubmit(submitter);
  });
});

document.querySelector('form[action="/logout"]')?.addEventListener("submit", () => {
  sessionStorage.clear();
  indexedDB.deleteDatabase(`visits ${base}`);
});

/** Puts aside what the page needs to open without a signal: an empty page and its assets. */
async function putAside() {
  const parts = [...document.querySelectorAll('link[rel~="icon"],link[rel="stylesheet"],script[src],use')];
  const urls = parts.map((part) => (part.href?.baseVal ?? part.href ?? part.src).split("#")[0]);
  const cache = await caches.open(KEPT);
  await cache.addAll([...new Set([`${base}/shell`, ...urls])]);
  await navigator.serviceWorker.register(`${base}/worker.js`, { scope: `${base}/today` });
  await navigator.serviceWorker.ready.catch(() => {});
}

async function begin() {
  const kept = await all();
  for (const { id, of } of kept) if (id === LIST && of !== day && !shell) await wipe(id);
  if (shell) {
    const found = kept.find(({ id }) => id === LIST);
    const html = found && found.of === today() ? await open(found) : null;
    if (!html) return void (status.textContent = box.dataset.nothing);
    day = found.of;
    list.innerHTML = html;
  } else {
    await seal(LIST, day, list.innerHTML);
  }
  for (const one of kept.filter(({ id }) => id !== LIST)) {
    const record = await open(one);
    if (record) mark(record.person, "kept", true);
  }
  if (!shell && navigator.serviceWorker) await putAside().catch(() => {});
  await send();
  box.dataset.ready = "yes";
}

/** The day in Shanghai. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
begin().catch(() => {});
