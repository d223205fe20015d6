// Today moves by itself: when something happens, the list is asked for again and put in its place. The focus stays on
// the line it was on, else in the row of the same matter; what is new is marked.
"use strict";

const list = () => document.getElementById("today");
const PATIENCE = 400;
let later = 0;
let running = false;
let again = false;

// Without those of the second lines within it.
const links = (line) => [...line.querySelectorAll("a")].filter((link) => link.closest("[data-line]") === line);

function place() {
  const line = document.activeElement?.closest("#today li[data-line]");
  if (!line) return null;
  const { matter } = line.closest("[data-matter]").dataset;
  return { key: line.dataset.line, matter, at: links(line).indexOf(document.activeElement) };
}

function back(to) {
  const line = list().querySelector(`[data-line="${CSS.escape(to.key)}"]`);
  const row = line ?? list().querySelector(`[data-matter="${CSS.escape(to.matter)}"]`);
  const found = row ? links(row) : [];
  (found[line ? to.at : 0] ?? found[0])?.focus({ preventScroll: true });
}

function put(fresh) {
  const known = new Set([...list().querySelectorAll("li[data-line]")].map((line) => line.dataset.line));
  const focused = place();
  list().replaceWith(fresh);
  for (const line of list().querySelectorAll("li[data-line]")) line.classList.toggle("came", !known.has(line.dataset.line));
  if (focused) back(focused);
}

async function refresh() {
  if (document.hidden || running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  try {
    const answer = await fetch(list().dataset.again + location.search, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("today");
      if (fresh && fresh.innerHTML !== list().innerHTML) put(document.importNode(fresh, true));
    }
  } catch {
    // Without a network the stream comes back by itself, and says then what was missed.
  }
  running = false;
  if (again) refresh();
}

document.addEventListener("desk:nudge", (event) => {
  if (!list()) return;
  event.preventDefault();
  clearTimeout(later);
  later = setTimeout(refresh, PATIENCE);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
addEventListener("online", refresh);
// What is due becomes late with the minutes, also where nothing happens.
setInterval(refresh, 60000);
