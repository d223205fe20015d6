// Today moves by itself: when something happens, the list is asked for again and put in its place. The focus stays on
// the matter it was on; what is new is marked.
"use strict";

const list = () => document.getElementById("today");
const PATIENCE = 400;
let later = 0;
let running = false;
let again = false;

function place() {
  const row = document.activeElement?.closest("#today li[data-key]");
  return row && { key: row.dataset.key, at: [...row.querySelectorAll("a, button")].indexOf(document.activeElement) };
}

function put(fresh) {
  const known = new Set([...list().querySelectorAll("li[data-key]")].map((row) => row.dataset.key));
  const focused = place();
  list().replaceWith(fresh);
  for (const row of list().querySelectorAll("li[data-key]")) {
    row.classList.toggle("came", !known.has(row.dataset.key));
    if (focused?.key === row.dataset.key) row.querySelectorAll("a, button")[focused.at]?.focus({ preventScroll: true });
  }
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
