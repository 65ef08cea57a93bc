// What a browser with script gets on top of pages that work without it. Words come from the page.

document.documentElement.classList.add("js");
const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
const first = (selector) => document.querySelector(selector);

/* An error summary takes the focus, so that it is read out first. */
const summary = first("[data-focus]");
if (summary) summary.focus();

/* Dialogs live in <template id>; resolves to the pressed button's value. */
function ask(id, text) {
  const template = document.getElementById(id);
  if (!template || !window.HTMLDialogElement) return Promise.resolve("yes");
  const dialog = template.content.firstElementChild.cloneNode(true);
  if (text) dialog.querySelector("[data-text]").textContent = text;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue);
    }),
  );
}

/* Forms: ask first, then send once. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.dataset.confirmed) return;
  event.preventDefault();
  ask("confirm", button.dataset.confirm).then((answer) => {
    if (answer !== "yes") return;
    button.dataset.confirmed = "1";
    button.click();
    delete button.dataset.confirmed;
  });
});
const senders = (form) => all("button:not([type=button]),input[type=submit]", form);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  senders(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  all("[data-draft]", form).forEach((area) => sessionStorage.removeItem(draftKey(area)));
});
window.addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    senders(form).forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
document.addEventListener("change", (event) => {
  const { form } = event.target;
  if (event.target.matches("[data-autosubmit]")) (form.requestSubmit || form.submit).call(form);
});

/* Long words survive a closed page for as long as the tab: only fields marked so, never phones or names. */
const draftKey = (area) => `draft ${location.pathname} ${area.name}`;
all("textarea[data-draft]").forEach((area) => {
  if (!area.value) area.value = sessionStorage.getItem(draftKey(area)) || "";
  area.addEventListener("input", () => sessionStorage.setItem(draftKey(area), area.value));
});

/* Suggestions beside a form come while one pauses, never under the hand; the choice stays a person's. */
all("[data-hints]").forEach((box) => {
  const form = box.closest("form");
  let pause = 0;
  let asked = null;
  let ready = null;
  const put = (part) => {
    box.innerHTML = part;
    ready = null;
  };
  const look = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(box.dataset.hints, { method: "POST", body, signal: asked.signal });
    const part = await answer.text();
    if (!answer.ok) return;
    if (box.contains(document.activeElement)) ready = part;
    else put(part);
  };
  const later = () => {
    clearTimeout(pause);
    pause = setTimeout(() => look().catch(() => {}), 500);
  };
  all("[data-asks]", form).forEach((field) => field.addEventListener("input", later));
  // Whoever tabs through meanwhile finds them when they come by again.
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (ready !== null && !box.contains(relatedTarget)) put(ready);
  });
  // Once somebody chooses, nothing that was asked before comes in between.
  box.addEventListener("input", () => {
    ready = null;
    clearTimeout(pause);
    if (asked) asked.abort();
  });
});

/* 读给我听: [data-read] parts in order, or the main part. data-say is spoken in an element's stead. */
const silent = "script,style,template,svg,select,textarea,[hidden],[aria-hidden=true],[data-read-aloud],.skip";
function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(silent)) return "";
  if (node.dataset.say) return node.dataset.say;
  const text = Array.from(node.childNodes).map(words).join("");
  return getComputedStyle(node).display.startsWith("inline") ? text : `${text}\n`;
}
function sentences() {
  const parts = all("[data-read]");
  const text = (parts.length ? parts : all("main")).map(words).join("\n");
  return (text.match(/[^。！？!?\n]+[。！？!?]?/g) || []).map((line) => line.trim()).filter(Boolean);
}
all("[data-read-aloud]").forEach((button) => {
  const voice = window.speechSynthesis;
  const label = button.querySelector("[data-label]") || button;
  const idle = label.textContent;
  let run = 0;
  const rest = () => {
    run += 1;
    label.textContent = idle;
    button.setAttribute("aria-pressed", "false");
  };
  const giveUp = () => {
    run += 1;
    const sentence = document.createElement("p");
    sentence.className = "note note--gold";
    sentence.setAttribute("role", "status");
    (button.closest("nav,p") || button).after(sentence);
    sentence.textContent = button.dataset.none;
    button.hidden = true;
  };
  button.hidden = false;
  if (!voice || !window.SpeechSynthesisUtterance) return giveUp();
  button.addEventListener("click", () => {
    voice.cancel();
    if (button.getAttribute("aria-pressed") === "true") return rest();
    button.setAttribute("aria-pressed", "true");
    label.textContent = button.dataset.stop;
    const mine = (run += 1);
    const speak = ([line, ...later]) => {
      if (mine !== run) return;
      if (!line) return rest();
      const said = new SpeechSynthesisUtterance(line);
      said.lang = document.documentElement.lang;
      said.rate = 0.9;
      said.onend = () => speak(later);
      said.onerror = () => mine === run && giveUp();
      voice.speak(said);
    };
    speak(sentences());
  });
  window.addEventListener("pagehide", () => voice.cancel());
});

/* What has come since the page was made is said over it; nothing moves under the reader. Only while it is looked
   at: a browser keeps few connections to one place. */
all("[data-news]").forEach((line) => {
  if (!window.EventSource) return;
  let source = null;
  const listen = () => {
    const looked = document.visibilityState === "visible";
    if (source && !looked) source = source.close() || null;
    if (source || !looked) return;
    source = new EventSource(line.dataset.news);
    source.onmessage = ({ data }) => {
      const link = document.createElement("a");
      link.className = "btn btn--sm";
      link.href = line.dataset.href;
      link.textContent = data;
      line.replaceChildren(link);
    };
  };
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => source && (source = source.close() || null));
  window.addEventListener("pageshow", listen);
  listen();
});

/* Keys for staff, on pages whose body allows them: / search, j k rows, o open, n new, ? help. */
const rows = () =>
  all("[data-row]")
    .map((row) => row.querySelector(".ti") || row.querySelector("a"))
    .filter((link) => link && link.offsetParent);
function step(by) {
  const links = rows();
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)];
  if (next) next.focus();
}
const press = (selector) => {
  const target = first(selector);
  if (target) target.click();
};
const keys = {
  "/": () => first("[data-search]") && first("[data-search]").focus(),
  j: () => step(1),
  k: () => step(-1),
  o: () => rows().includes(document.activeElement) && document.activeElement.click(),
  n: () => press("[data-new]"),
  "?": () => first("dialog[open]") || ask("keys-help"),
};
document.addEventListener("keydown", (event) => {
  if (!("keys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input,select,textarea,dialog,[contenteditable]") || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
