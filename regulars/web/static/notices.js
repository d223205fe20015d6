// The count beside the agent's name follows what happens; the page of notices itself says that there is more.
"use strict";

document.addEventListener("desk:nudge", (event) => {
  const topics = event.detail.topics;
  const own = topics.filter((topic) => topic.startsWith("agent:"));
  if (!own.length) return;
  htmx.ajax("GET", "/notices/count", { target: "#for-you", swap: "outerHTML" });
  if (own.length === topics.length && !document.querySelector("[data-notices]")) event.preventDefault();
});

// What is opened is read; the browser finishes saying so while the next page is on its way.
for (const kind of ["click", "auxclick"]) {
  document.addEventListener(kind, (event) => {
    const link = event.target.closest("a[data-seen]");
    const cookie = document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/);
    if (!link || event.button > 1) return;
    fetch(link.dataset.seen, { method: "POST", keepalive: true, headers: cookie ? { "X-CSRFToken": cookie[1] } : {} });
  });
}
