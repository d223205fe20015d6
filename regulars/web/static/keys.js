// Keys. An element that declares data-key answers to it; data-row-key the same within the row one is at.
// What is declared is what the list shows: there is no second list to keep.
import { rememberRow } from "./coming-back.js";

const PATIENCE = 1500;
const ROWS = "[data-row], .list > li, .hits > li, .letter, li:has([data-row-link])";
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
let before = "";
let waiting = 0;
let current = null;

const keysDialog = document.getElementById("keys");
const isOff = () => /(?:^|; )regulars_keys=off/.test(document.cookie);
const rows = () => [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
const rowOf = (element) => element?.closest?.(ROWS) ?? null;
const here = () => rowOf(document.activeElement) ?? (current?.isConnected ? current : null);

export function usable(element) {
  return !element.disabled && !element.closest("[hidden], [inert], dialog:not([open])");
}

function use(element) {
  if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function answers(key) {
  const quoted = CSS.escape(key);
  const near = here()?.querySelector(`[data-row-key="${quoted}"]`);
  return near && usable(near) ? near : [...document.querySelectorAll(`[data-key="${quoted}"]`)].find(usable);
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(here());
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  const target = row.matches(".letter") ? row : row.querySelector("a[href]") ?? row;
  if (target === row) row.tabIndex = -1;
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: row.matches(".letter") ? "start" : "nearest" });
  current = row;
  return true;
}

function undo() {
  const button = document.querySelector("#told [data-key=u]");
  button?.click();
  return Boolean(button);
}

// One key may be pressed in the middle of two: after a g, an s goes to the search and does not snooze.
function pressed(key) {
  const whole = before ? `${before} ${key}` : key;
  before = "";
  clearTimeout(waiting);
  const element = answers(whole);
  if (element) {
    use(element);
    return true;
  }
  if (whole === key && document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    before = key;
    waiting = setTimeout(() => { before = ""; }, PATIENCE);
    return true;
  }
  return (whole === "j" && move(1)) || (whole === "k" && move(-1));
}

function leave(field) {
  field.blur();
  const row = here() ?? rows()[0];
  (row?.querySelector("a[href]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const typing = event.target.matches?.(TYPING);
  const open = document.querySelector("dialog[open]");
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "z" && !event.shiftKey && !typing && undo()) event.preventDefault();
  } else if (event.key === "Escape") {
    // What lies over a page, or listens by itself, is closed first.
    if (typing && !open && !event.target.closest("[data-own-escape]")) leave(event.target);
  } else if (!typing && !open && !isOff() && event.key.length === 1 && pressed(event.key)) {
    event.preventDefault();
  }
});

document.addEventListener("focusin", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  current = row;
  rememberRow(row.querySelector("a[href]"));
});

function entry(element) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  for (const key of (element.dataset.key ?? element.dataset.rowKey).split(" ")) {
    const drawn = document.createElement("kbd");
    drawn.textContent = key;
    term.append(drawn, " ");
  }
  const said = document.createElement("dd");
  said.textContent = label(element);
  row.append(term, said);
  return row;
}

export function label(element) {
  const words = element.dataset.keyLabel ?? element.dataset.command ?? element.getAttribute("aria-label");
  if (words) return words;
  const bare = element.cloneNode(true);
  for (const drawn of bare.querySelectorAll("kbd, [aria-hidden=true]")) drawn.remove();
  return bare.textContent.replace(/\s+/g, " ").trim();
}

function fill(name, elements) {
  const section = keysDialog.querySelector(`[data-keys="${name}"]`);
  const seen = new Set();
  const fresh = elements.filter((one) => {
    const key = one.dataset.key ?? one.dataset.rowKey;
    return !seen.has(key) && seen.add(key);
  });
  section.querySelector("dl").replaceChildren(...fresh.map(entry));
  section.hidden = fresh.length === 0;
}

// Filled each time it opens: the page may have changed since.
function list() {
  const all = [...document.querySelectorAll("[data-key], [data-row-key]")].filter((one) => usable(one));
  const go = all.filter((one) => one.dataset.key?.startsWith("g "));
  fill("go", go);
  fill("page", all.filter((one) => !go.includes(one) && !one.closest("header.desk")));
  keysDialog.querySelector("[data-keys=list]").hidden = rows().length === 0;
}

if (keysDialog) {
  new MutationObserver(() => { if (keysDialog.open) list(); }).observe(keysDialog, { attributeFilter: ["open"] });
  const box = document.getElementById("keys-on");
  box.checked = !isOff();
  box.addEventListener("change", () => {
    const state = box.checked ? "on; Max-Age=0" : "off; Max-Age=34560000";
    document.cookie = `regulars_keys=${state}; Path=/; SameSite=Lax`;
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘";
  }
}
