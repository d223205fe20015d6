// Where one was: who comes back to a list, or to the page after an act, finds the focus where it was, and so does who
// acts on a part of a page that is made anew. Only addresses of rows, names of keys and the words on a button are kept,
// for this tab, and they go with the sign-out.
const here = location.pathname + location.search;
const read = () => JSON.parse(sessionStorage.getItem("regulars.at") ?? "{}");
const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
const TOLD = "main :is([role=alert], .slip[role=status])";
let stood = null;

function write(what) {
  const kept = { ...read(), [here]: what };
  const pages = Object.keys(kept).slice(-20);
  sessionStorage.setItem("regulars.at", JSON.stringify(Object.fromEntries(pages.map((page) => [page, kept[page]]))));
}

export function rememberRow(link) {
  if (link) write({ href: link.getAttribute("href") });
}

// ---- one's place among what is made anew

const shown = (within, what) => [...(within?.querySelectorAll(what) ?? [])].filter((one) => one.checkVisibility() && !one.disabled);
const rowsIn = (within) => shown(within, "li, tr").filter((row) => shown(row, CONTROLS).length);
const partsIn = (within) => [within, ...within.querySelectorAll("section")];
const called = (one) => [one.tagName, one.name, one.getAttribute("formaction") ?? one.form?.getAttribute("action"), one.textContent.trim()].join();

function placeOf(control, within) {
  if (!control || !within?.contains(control)) return null;
  const part = control.closest("section") ?? within;
  const row = rowsIn(part).indexOf(control.closest("li, tr"));
  return { id: control.id, form: control.closest("form")?.id, called: called(control), part: Math.max(0, partsIn(within).indexOf(part)), row };
}

function isThere(same) {
  if (same.disabled) return shown(same.form, "button")[0];
  return same.checkVisibility() ? same : same.closest("details:not([open])")?.querySelector("summary");
}

// The same control; else where its form begins; else what has come up in place of its row; else the heading above it.
function find({ id, form, called: words, part: number, row }, within) {
  const same = [...within.querySelectorAll(CONTROLS)].find((one) => (id ? one.id === id : called(one) === words));
  if (same) return isThere(same);
  const begins = form && shown(document.getElementById(form), CONTROLS)[0];
  if (begins) return begins;
  const part = partsIn(within)[number] ?? within;
  const rows = row < 0 ? [] : rowsIn(part);
  if (rows.length) return shown(rows[Math.min(row, rows.length - 1)], CONTROLS)[0];
  const heading = part.querySelector("h1, h2, h3");
  if (heading) heading.tabIndex = -1;
  return heading;
}

// ---- the page after an act

function afterAct(did) {
  if (document.querySelector("main [autofocus]")) return;
  const told = document.querySelector("#told p") ? null : [...document.querySelectorAll(TOLD)].find((one) => one.checkVisibility());
  if (told) {
    // Read out is only what is put into a page that is there; what a page comes with is read by going to it.
    told.tabIndex = -1;
    told.focus();
  } else if (did.path === location.pathname) {
    stood = did.place;
    standAt(find(stood, document.getElementById("main")));
  }
}

// An address that names a part of the page leads there, and the browser drops the focus on its way.
function standAt(control) {
  if (!location.hash) control?.focus();
  else if (control?.closest(`[id="${CSS.escape(location.hash.slice(1))}"]`)) {
    addEventListener("load", () => requestAnimationFrame(() => control.focus()));
  }
}

function comeBack() {
  const did = JSON.parse(sessionStorage.getItem("regulars.did") ?? "null");
  sessionStorage.removeItem("regulars.did");
  if (document.activeElement !== document.body) return;
  if (did) afterAct(did);
  const kept = read()[here];
  const returning = performance.getEntriesByType("navigation")[0]?.type === "back_forward" || document.referrer.startsWith(location.origin);
  if (!kept || !returning || location.hash || document.activeElement !== document.body) return;
  const found = kept.key
    ? document.querySelector(`[data-key="${CSS.escape(kept.key)}"]`)
    : document.querySelector(`main a[href="${CSS.escape(kept.href)}"]`);
  found?.focus({ preventScroll: false });
}

document.addEventListener("submit", (event) => {
  const key = event.submitter?.dataset.key;
  if (key && key !== "u") write({ key });
  // Whoever works with a mouse looks where the pointer is. Who takes back stands where the act was done.
  const by = document.activeElement;
  if (event.defaultPrevented || !by?.matches(":focus-visible")) return;
  const place = placeOf(by, document.getElementById("main")) ?? stood;
  if (place) sessionStorage.setItem("regulars.did", JSON.stringify({ path: location.pathname, place }));
});

comeBack();

// ---- a part of the page that is made anew

let lost = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  lost = part.id && part.contains(document.activeElement) ? { part: part.id, place: placeOf(document.activeElement, part) } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  const part = lost && document.getElementById(lost.part);
  const at = part && document.activeElement === document.body ? find(lost.place, part) : null;
  at?.focus({ preventScroll: true });
  if (part?.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
  stood = placeOf(at, document.getElementById("main")) ?? stood;
  lost = null;
});
