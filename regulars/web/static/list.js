// A list that one works through: choosing rows, acts on many, and what changes meanwhile. Nothing jumps: rows change
// where they stand, what is new waits above, and what has left the list goes when one looks at it again.
const list = () => document.getElementById("list");
const form = document.getElementById("acts");
const news = document.getElementById("news");
const rows = () => [...list().querySelectorAll("[data-row]")];
const box = (row) => row.querySelector("input[name=on]");
const boxes = () => rows().map(box).filter(Boolean);
let lastBox = null;
let waiting = null;

// ---- choosing

function tellChosen() {
  if (!form) return;
  const whole = document.getElementById("whole");
  whole.disabled = true;
  const count = boxes().filter((one) => one.checked).length;
  // Nothing moves: what can be done stands there more quietly until there is something to do it to.
  form.classList.toggle("idle", count === 0);
  const said = document.getElementById("chosen");
  said.textContent = count === 0 ? "" : count === 1 ? said.dataset.one : said.dataset.many.replace("#", count);
  const all = document.getElementById("all");
  all.checked = count > 0 && count === boxes().length;
  all.indeterminate = count > 0 && !all.checked;
  document.getElementById("choose-whole").hidden = !all.checked || !list().querySelector(".turn");
}

// Beyond the page: what stands on the others is named by the list alone.
document.addEventListener("click", (event) => {
  if (event.target.id !== "choose-whole") return;
  const said = document.getElementById("chosen");
  document.getElementById("whole").disabled = false;
  said.textContent = said.dataset.whole;
  event.target.hidden = true;
  document.getElementById("all").focus();
});

document.addEventListener("click", (event) => {
  const one = event.target.closest("input[name=on]");
  if (!one) return;
  const all = boxes();
  if (event.shiftKey && lastBox && all.includes(lastBox)) {
    const [from, to] = [all.indexOf(lastBox), all.indexOf(one)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = one.checked;
  }
  lastBox = one;
});

document.addEventListener("change", (event) => {
  if (event.target.id === "all") for (const one of boxes()) one.checked = event.target.checked;
  if (event.target.matches("#all, input[name=on]")) tellChosen();
});

// ---- acts

let current = null;
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("#list [data-row]");
  if (row) current = row.dataset.id;
});
const at = () => rows().findIndex((row) => row.dataset.id === current);

function values(submitter) {
  // With nothing chosen, the row that one is at is meant.
  const here = rows()[at()];
  if (!boxes().some((one) => one.checked) && here && box(here)) box(here).checked = true;
  const found = {};
  for (const [name, value] of new FormData(form, submitter)) (found[name] ??= []).push(value);
  return found;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = values(event.submitter);
  const place = Math.max(0, at());
  const path = event.submitter.getAttribute("formaction");
  for (const menu of form.querySelectorAll("details[open]")) menu.open = false;
  // A field of a closed menu keeps the focus until the browser draws again, and would take the next key as a letter.
  if (form.contains(document.activeElement)) document.activeElement.blur();
  const before = list();
  await htmx.ajax("POST", path, { target: "#list", swap: "outerHTML", values: sent }).catch(() => {});
  // Nothing came back: the bar says so, and what was chosen and written stays.
  if (list() === before) return;
  for (const field of form.querySelectorAll(".menu-list input")) field.value = "";
  waiting = null;
  news.hidden = true;
  settle(place);
});

// After an act one stands where one stood: at the row that has come up in its place.
function settle(place) {
  lastBox = null;
  tellChosen();
  const all = rows();
  // Whoever has opened the next menu meanwhile stays there, also where it has not taken the focus yet.
  if (form.querySelector("details[open]")) return;
  all[Math.min(place, all.length - 1)]?.querySelector("a[href]").focus({ preventScroll: true });
}

// ---- what changes meanwhile

async function fetched() {
  const asked = new URLSearchParams(location.search);
  const answer = await fetch(`/list?${asked}`, { headers: { "HX-Request": "true" } });
  if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function change(row, fresh) {
  const was = box(row)?.checked;
  const focused = row.contains(document.activeElement);
  if (row.innerHTML !== fresh.innerHTML) {
    for (const part of ["from", "at", "why", "beside"]) {
      row.querySelector(`.${part}`).innerHTML = fresh.querySelector(`.${part}`).innerHTML;
    }
    row.querySelector(".preview").textContent = fresh.querySelector(".preview").textContent;
  }
  row.classList.remove("gone");
  if (focused && box(row)) box(row).checked = was;
}

// A row that is new, or that has come up since something was said in it.
// Of a full page, what only moves up from the next one is none.
function isNews(fresh, before, edge) {
  const row = before.get(fresh.dataset.id);
  return row ? Number(fresh.dataset.at) > Number(row.dataset.at) : within(fresh, edge);
}

// Where a page ends that another one follows; nothing where it is the last.
const edgeOf = (page, all) => page.querySelector(".turn") && all.length ? Number(all[all.length - 1].dataset.at) : null;
const within = (row, edge) => edge === null || (list().hasAttribute("data-oldest") ? Number(row.dataset.at) < edge : Number(row.dataset.at) > edge);

// The counts change; who stands on a queue stays there.
function renewQueues(fresh) {
  const queues = document.getElementById("queues");
  if (!queues) return;
  const at = queues.contains(document.activeElement) ? document.activeElement.getAttribute("href") : "";
  queues.replaceChildren(...fresh.childNodes);
  if (at) queues.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
}

function compare(page) {
  const before = new Map(rows().map((row) => [row.dataset.id, row]));
  const fresh = [...page.querySelectorAll("#list [data-row]")];
  const there = new Set(fresh.map((row) => row.dataset.id));
  for (const row of fresh) if (before.has(row.dataset.id)) change(before.get(row.dataset.id), row);
  // Beyond the end of a full page one cannot tell.
  const [stood, ends] = [edgeOf(list(), [...before.values()]), edgeOf(page.getElementById("list"), fresh)];
  for (const [id, row] of before) row.classList.toggle("gone", !there.has(id) && within(row, ends));
  renewQueues(page.getElementById("queues"));
  const top = list().hasAttribute("data-top");
  const count = top ? fresh.filter((row) => isNews(row, before, stood)).length : 0;
  waiting = count ? page : null;
  announce(count);
}

function announce(count) {
  news.hidden = count === 0;
  if (!count) return;
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = news.dataset.some.replace("#", count);
  link.addEventListener("click", (event) => { event.preventDefault(); show(); });
  news.replaceChildren(link);
}

// What was chosen stays chosen, and the focus where it was.
function show() {
  if (!waiting) return location.reload();
  const chosen = new Set(boxes().filter((one) => one.checked).map((one) => one.value));
  const known = new Map(rows().map((row) => [row.dataset.id, row.dataset.at]));
  list().replaceWith(waiting.getElementById("list"));
  for (const row of rows()) row.classList.toggle("fresh", known.get(row.dataset.id) !== row.dataset.at);
  for (const one of boxes()) one.checked = chosen.has(one.value);
  waiting = null;
  news.hidden = true;
  tellChosen();
  list().querySelector(".fresh a[href]")?.focus();
}

let asked = false;
let running = false;
async function refresh() {
  if (document.hidden || running) {
    asked = true;
    return;
  }
  running = true;
  asked = false;
  try {
    compare(await fetched());
  } catch {
    // Without a network the stream comes back by itself, and says then what was missed.
  }
  running = false;
  if (asked) refresh();
}

// Who reads what changes all day, and may be a moment old.
const PATIENCE = 2000;
let later = 0;
document.addEventListener("desk:nudge", (event) => {
  const { topics } = event.detail;
  if (!list() || !topics.some((topic) => topic === "inbox" || topic === "present")) return;
  event.preventDefault();
  clearTimeout(later);
  later = setTimeout(refresh, topics.includes("inbox") ? 0 : PATIENCE);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && asked) refresh(); });
addEventListener("online", refresh);
tellChosen();
