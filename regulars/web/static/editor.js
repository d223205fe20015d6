// Writing: nothing that was typed is lost. Each page saves to the desk every few seconds, keeps in the browser what the
// desk has not got yet, and gives it back when it comes again. Without it, the same forms work by their buttons.

import { offer } from "./put-back.js";
import { FIELDS, content, forget, layAside, remember } from "./unsaved.js";

const SOON = 1200, AT_MOST = 5000, FIRST_RETRY = 3000, LONGEST_RETRY = 20000;
const tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => "0123456789abcdefghjkmnpqrstvwxyz"[byte & 31]).join("");
const states = new WeakMap();
let turn = 0, waiting = null;

const writing = () => document.getElementById("writing");
const forms = () => [...document.querySelectorAll("form.editor")];
const openForm = () => forms().find((form) => !form.hidden);
const csrf = () => decodeURIComponent(document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/)?.[1] || "");
const say = (form, words) => { form.querySelector(".state").textContent = words; };
const word = (name) => writing().dataset[name];

function stateOf(form) {
  if (!states.has(form)) states.set(form, { dirty: false, flying: false, since: 0, timer: 0, wait: FIRST_RETRY });
  return states.get(form);
}

function stamp(form) {
  turn += 1;
  form.elements.tab.value = tab;
  form.elements.turn.value = turn;
}

function typed(form) {
  const state = stateOf(form);
  remember(form);
  if (!state.dirty) state.since = Date.now();
  state.dirty = true;
  clearTimeout(state.timer);
  const left = Math.max(0, state.since + AT_MOST - Date.now());
  state.timer = setTimeout(save, Math.min(SOON, left), form);
}

function body(form) {
  stamp(form);
  const fields = new URLSearchParams(new FormData(form));
  for (const name of ["do", "at", "files"]) fields.delete(name);
  return fields;
}

function post(path, body, more = {}) {
  return fetch(path, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, ...more });
}

async function save(form) {
  const state = stateOf(form);
  if (state.flying || !form.isConnected) return;
  clearTimeout(state.timer);
  state.flying = true;
  const sent = content(form);
  let answer = null;
  try { answer = await post("/drafts/save", body(form)); } catch { /* No network: tried again below. */ }
  state.flying = false;
  if (!form.isConnected) return;
  if (answer?.ok) await saved(form, state, sent, await answer.json());
  else if (answer?.status === 409) clash(form, state, await answer.json());
  else if (answer?.status === 410) over(form, state);
  else again(form, state, answer);
}

async function saved(form, state, sent, kept) {
  form.elements.draft.value = kept.draft;
  form.elements.version.value = kept.version;
  state.wait = FIRST_RETRY;
  say(form, word("saved"));
  showDoubts(form, kept);
  if (content(form) !== sent) return typed(form);
  state.dirty = false;
  forget(form);
}

function again(form, state, answer) {
  // Signed out: another try would be refused, too; what was typed is kept here until somebody has signed in again.
  say(form, word(answer && [401, 403].includes(answer.status) ? "out" : "trying"));
  state.timer = setTimeout(save, state.wait, form);
  state.wait = Math.min(state.wait * 2, LONGEST_RETRY);
}

function clash(form, state, theirs) {
  layAside(form);
  state.dirty = false;
  form.querySelector(".clash")?.remove();
  form.querySelector(".typed").insertAdjacentHTML("beforebegin", theirs.html);
  form.elements.draft.value = theirs.draft;
  form.elements.version.value = theirs.version;
  say(form, "");
}

function over(form, state) {
  state.dirty = false;
  say(form, word("over"));
}

// What the writer has read here, sending does not ask again.
function showDoubts(form, kept) {
  if (form.elements.asked.value === kept.asked) return;
  form.elements.asked.value = kept.asked;
  form.querySelector(".doubts").replaceChildren(...kept.doubts.map((doubt) => {
    const line = document.createElement("p");
    line.textContent = doubt;
    return line;
  }));
}

// Whom it goes to comes first where nobody is named yet.
const beginningOf = (form) => {
  const { to, text } = form.elements;
  return to && !to.value ? form.querySelector("[data-people]") : text;
};

// A page is mostly read, and is to weigh little: what only a writer needs comes when an editor opens. Until then the line
// of addresses is plain text, and files go with the form.
function bringRest(form) {
  if (form) import("./enclosing.js").catch(() => {});
  if (form?.querySelector("[data-people][name]")) import("./chips.js").catch(() => {});
}

function open(kind) {
  const form = document.getElementById(`write-${kind === "all" ? "reply" : kind}`);
  if (!form) return;
  bringRest(form);
  for (const other of forms()) other.hidden = other !== form;
  writing().querySelector(".bar").hidden = true;
  if (kind === "all" && !form.elements.cc.value) {
    form.elements.cc.value = form.dataset.all;
    form.elements.cc.closest("details").open = true;
    form.elements.cc.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const text = form.elements.text;
  beginningOf(form).focus({ preventScroll: true });
  text.setSelectionRange(text.value.length, text.value.length);
  const signed = form.querySelector(".signed[hx-get]");
  if (signed && !signed.textContent.trim()) htmx.trigger(signed, "desk:opened");
  document.dispatchEvent(new CustomEvent("desk:writing", { detail: { open: true } }));
}

function fold(form) {
  if (!form.querySelector("[data-fold]")) return;
  if (stateOf(form).dirty) save(form);
  form.hidden = true;
  const bar = writing().querySelector(".bar");
  bar.hidden = false;
  bar.querySelector(`[data-write=${form.dataset.kind}]`)?.focus();
  document.dispatchEvent(new CustomEvent("desk:writing", { detail: { open: false } }));
}

function putBack(form, kept) {
  for (const name of FIELDS) if (form.elements[name] && kept[name] !== undefined) {
    form.elements[name].value = kept[name];
    form.elements[name].dispatchEvent(new Event("change", { bubbles: true }));
  }
  open(form.dataset.kind);
  typed(form);
  save(form).then(() => { if (!stateOf(form).dirty) say(form, word("returned")); });
}

function begin() {
  document.documentElement.classList.add("scripted");
  for (const form of forms()) {
    form.querySelector("[data-fold]")?.removeAttribute("hidden");
    offer(form, false, { open, post, putBack });
    offer(form, true, { open, post, putBack });
  }
  bringRest(openForm());
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-write]");
  if (opener && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(opener.dataset.write);
  }
  if (event.target.closest("[data-fold]")) fold(event.target.closest("form"));
  if (event.target.closest("[data-change]")) {
    const form = event.target.closest("form");
    event.target.closest(".stopped").remove();
    form.elements.text.focus();
  }
});

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.closest?.("form.editor");
    if (form && FIELDS.includes(event.target.name)) typed(form);
  });
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.editor");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-send]"));
  } else if (event.key === "Escape" && !event.defaultPrevented && !form.querySelector("details.menu[open]") && (event.target.name || event.target.matches("[data-people]"))) {
    event.preventDefault();
    fold(form);
  }
});

// A page that goes away hands over what it has; the answer is not waited for.
addEventListener("pagehide", () => {
  for (const form of forms()) if (stateOf(form).dirty) post("/drafts/save", body(form), { keepalive: true }).catch(() => {});
});
// A file is kept with the text as it stands, which is a save of its own.
document.addEventListener("desk:enclosing", (event) => { stamp(event.target); remember(event.target); });
document.addEventListener("desk:enclosed", (event) => {
  event.target.elements.draft.value = event.detail.draft;
  event.target.elements.version.value = event.detail.version;
});
addEventListener("online", () => {
  if (waiting) return resend();
  for (const form of forms()) if (stateOf(form).dirty) save(form);
});

// Sending: a request that does not get through waits and is made again. It names its draft, so it cannot count twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form.editor")) {
    clearTimeout(stateOf(form).timer);
    stamp(form);
    remember(form);
    waiting = { form, button: event.submitter };
  } else if (form.getAttribute("action") === "/sign-out") {
    for (const key of Object.keys(localStorage)) if (key.startsWith("regulars.")) localStorage.removeItem(key);
  }
}, true);

function resend() {
  if (waiting.form.isConnected) waiting.form.requestSubmit(waiting.button);
}

// Sent by a key, or again when the network is back, it goes the way that was chosen: nobody has clicked a button then.
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (waiting?.form === target && waiting.button?.name) detail.parameters[waiting.button.name] = waiting.button.value;
});

for (const fault of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(fault, (event) => {
    const form = event.target;
    if (!form.matches?.("form.editor")) return;
    event.stopImmediatePropagation();
    const status = event.detail.xhr?.status || 0;
    say(form, word([401, 403].includes(status) ? "out" : "waits"));
    setTimeout(() => { if (waiting?.form === form && navigator.onLine) resend(); }, FIRST_RETRY);
  }, true);
}

document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
  if (waiting && xhr.status < 300 && xhr.getResponseHeader("HX-Redirect")) forget(waiting.form);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "writing" || !waiting) return;
  forget(waiting.form);
  waiting = null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "writing" && event.detail.target?.id !== "writing") return;
  for (const form of forms()) form.querySelector("[data-fold]")?.removeAttribute("hidden");
  (document.querySelector("#writing .stopped, #writing [aria-invalid], form.editor:not([hidden]) textarea") || writing().querySelector(".bar a"))?.focus();
  document.dispatchEvent(new CustomEvent("desk:writing", { detail: { open: Boolean(openForm()) } }));
  document.dispatchEvent(new CustomEvent("desk:written"));
});

begin();

// Under an address that ends in #writing the browser disobeys autofocus, and goes to that place when all is there.
addEventListener("load", () => requestAnimationFrame(() => {
  const form = openForm();
  if (form && document.activeElement === document.body) (form.querySelector("[aria-invalid]") || beginningOf(form)).focus({ preventScroll: true });
}));
