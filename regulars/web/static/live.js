// Says what changed since the page was made, and waits; nothing on the page moves by itself.
"use strict";

const main = document.querySelector("main[data-topics]");
const bar = document.getElementById("news");
let count = 0;
let last = "";
let topics = [];

function announce(text) {
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = text;
  link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
  bar.replaceChildren(link);
  bar.hidden = false;
}

// One event that names two topics of this page is one thing that is new. A part of the page that shows its own news
// listens for "desk:nudge" and prevents its default; the bar is silent then.
function gather(id, topic) {
  if (id !== last) {
    last = id;
    topics = [];
    setTimeout(tell, 20, topics);
  }
  topics.push(topic);
}

function tell(topics) {
  const nudge = new CustomEvent("desk:nudge", { cancelable: true, detail: { topics } });
  if (!document.dispatchEvent(nudge)) return;
  count += 1;
  announce(bar.dataset.some.replace("#", count));
}

function follow(wait) {
  const topics = main.dataset.topics.split(" ").join(",");
  const source = new EventSource(`/live?topics=${encodeURIComponent(topics)}&after=${main.dataset.after}`);
  source.addEventListener("open", () => { wait = 1000; });
  source.addEventListener("nudge", (event) => gather(event.lastEventId, JSON.parse(event.data).topic));
  source.addEventListener("reload", () => announce(bar.dataset.many));
  source.addEventListener("error", () => {
    // The browser comes back by itself after a break, and gives up where the answer was a refusal.
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(follow, wait, Math.min(wait * 2, 60000));
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (main && bar) follow(1000);

document.addEventListener("htmx:configRequest", (event) => {
  const cookie = document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/);
  if (cookie) event.detail.headers["X-CSRFToken"] = cookie[1];
});
for (const fault of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(fault, () => { if (bar) announce(bar.dataset.fault); });
}

const zone = document.querySelector("input[name=time_zone]");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
