// Every page, every act of this page, people and conversations, by a few letters. It comes when it is asked for.
import { label, usable } from "./keys.js";

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-list");
const status = dialog.querySelector("[role=status]");
const PAUSE = 120;
const MOST_ACTS = 12;
let options = [];
let at = 0;
let asked = 0;
let pause = 0;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const fits = (text, words) => words.every((word) => fold(text).includes(word));

function onPage(words) {
  const elements = [...document.querySelectorAll("header.desk :is(nav, .seat) :is(a[href], button), [data-key], [data-command]")];
  const pages = [];
  const acts = [];
  for (const element of new Set(elements)) {
    const said = label(element);
    if (!usable(element) || element.closest("dialog") || !said || !fits(said, words)) continue;
    const isPage = element.closest("header.desk, nav");
    (isPage ? pages : acts).push({ label: said, element, keys: element.dataset.key?.split(" ") ?? [] });
  }
  return [
    { heading: list.dataset.acts, found: acts.slice(0, MOST_ACTS) },
    { heading: list.dataset.pages, found: pages },
  ];
}

function option(one) {
  const row = document.createElement("li");
  row.id = `palette-${options.length}`;
  row.setAttribute("role", "option");
  const said = document.createElement("bdi");
  said.textContent = one.label;
  row.append(said);
  if (one.hint) {
    const hint = document.createElement("span");
    hint.className = "faded";
    hint.textContent = one.hint;
    row.append(" ", hint);
  }
  for (const key of one.keys ?? []) {
    const drawn = document.createElement("kbd");
    drawn.textContent = key;
    row.append(" ", drawn);
  }
  row.addEventListener("click", () => choose(one));
  options.push({ ...one, row });
  return row;
}

function group({ heading, found }, place) {
  const part = document.createElement("li");
  part.setAttribute("role", "presentation");
  const word = document.createElement("span");
  word.className = "word";
  word.id = `palette-word-${place}`;
  word.textContent = heading;
  const rows = document.createElement("ul");
  rows.setAttribute("role", "group");
  rows.setAttribute("aria-labelledby", word.id);
  rows.append(...found.map(option));
  part.append(word, rows);
  return part;
}

function show(groups) {
  options = [];
  list.replaceChildren(...groups.filter((one) => one.found.length).map(group));
  status.textContent = options.length ? status.dataset.some.replace("#", options.length) : status.dataset.none;
  mark(0);
}

function mark(place) {
  at = options.length ? (place + options.length) % options.length : 0;
  options.forEach((one, index) => one.row.setAttribute("aria-selected", index === at));
  const chosen = options[at]?.row;
  if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
  else input.removeAttribute("aria-activedescendant");
  chosen?.scrollIntoView({ block: "nearest" });
}

function choose(one) {
  dialog.close();
  if (one.path) location.assign(one.path);
  else if (one.element.matches("input:not([type=checkbox]), textarea, select")) one.element.focus();
  else one.element.click();
}

async function far(text) {
  const mine = (asked += 1);
  const answer = await fetch(`/palette?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const { groups } = await answer.json();
  if (mine === asked && dialog.open) show([...near(text), ...groups]);
}

function near(text) {
  return onPage(fold(text).split(/\s+/).filter(Boolean));
}

export function ask() {
  const text = input.value.trim();
  show(near(text));
  clearTimeout(pause);
  pause = setTimeout(far, PAUSE, text);
}

input.addEventListener("input", ask);
input.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(at + step);
  else if (event.key === "Enter" && options[at]) choose(options[at]);
  else if (event.key === "Enter" && input.value.trim()) location.assign(`/search?q=${encodeURIComponent(input.value.trim())}`);
  else return;
  event.preventDefault();
});
