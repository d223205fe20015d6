// Where one was: who comes back to a list, or to the page after an act, finds the focus where it was.
// Only addresses of rows and names of keys are kept, for this tab, and they go with the sign-out.
const here = location.pathname + location.search;
const read = () => JSON.parse(sessionStorage.getItem("regulars.at") ?? "{}");

function write(what) {
  const kept = { ...read(), [here]: what };
  const pages = Object.keys(kept).slice(-20);
  sessionStorage.setItem("regulars.at", JSON.stringify(Object.fromEntries(pages.map((page) => [page, kept[page]]))));
}

export function rememberRow(link) {
  if (link) write({ href: link.getAttribute("href") });
}

function comeBack() {
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
});

comeBack();
