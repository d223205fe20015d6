// A conversation's page says who is here and who is writing, and takes up what comes in without losing one's place.

const EVERY = 20000;
// Who has an editor open and types no more has gone to look something up, or home.
const PAUSE = 60000;
const writing = document.getElementById("writing");
const more = document.getElementById("more-below");
const stream = document.getElementById("stream");
const log = document.getElementById("log");
const path = location.pathname;
// The same conversation may be open in two windows of one person: what one of them does is not what the other does.
const page = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const id = writing?.dataset.conversation;
let fetched = null;
let asking = false;
let asked = false;
let busy = false;
let acts = null;
let still = 0;

const csrf = () => decodeURIComponent(document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/)?.[1] || "");
// The newest moment in the stream. An editor that was stopped has shown newer ones, which are not in it yet.
let shown = Number(document.querySelector("form.editor input[name=seen]")?.value || 0);

async function here() {
  if (document.hidden) return;
  const body = new URLSearchParams({ page, writing: busy ? "1" : "" });
  try {
    const answer = await fetch(`${path}/presence`, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } });
    if (answer.ok) show(await answer.text());
  } catch { /* Said again in a while. */ }
}

function show(html) {
  const line = document.getElementById("present");
  if (line && line.innerHTML.trim() !== html.trim()) line.innerHTML = html;
}

function leave() {
  const body = new FormData();
  body.append("leave", "1");
  body.append("page", page);
  body.append("csrfmiddlewaretoken", csrf());
  navigator.sendBeacon(`${path}/presence`, body);
}

function becomes(now) {
  if (busy === now) return;
  busy = now;
  here();
}

async function look() {
  if (asking) { asked = true; return; }
  asking = true;
  asked = false;
  try {
    const noted = [...stream.querySelectorAll("[data-notes]")].map((one) => one.dataset.notes).slice(-100);
    const wanted = new URLSearchParams({ after: shown, noted: noted.join(","), in: document.querySelector("#acts [name=in]")?.value ?? "" });
    if (log.dataset.last) wanted.set("logged", log.dataset.last);
    const answer = await fetch(`${path}/news?${wanted}`, { headers: { "HX-Request": "true" } });
    if (answer.ok) take(await answer.text());
  } catch { /* The next nudge, or the next page, brings it. */ }
  asking = false;
  if (asked) look();
}

// What others wrote waits until it is asked for; one's own goes where it belongs at once.
function take(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const way = made.content.getElementById("under-way");
  fetched = made.content.querySelector("[data-lines]");
  const old = document.getElementById("under-way");
  if (old && way && !old.contains(document.activeElement)) {
    old.replaceWith(way);
    htmx.process(way);
  }
  for (const state of made.content.querySelectorAll("#states > [id]")) {
    const there = document.getElementById(state.id);
    if (!there || there.contains(document.activeElement)) continue;
    there.replaceWith(state);
    htmx.process(state);
  }
  inPlace(() => {
    for (const fresh of made.content.querySelectorAll("#notes > [data-notes]")) renote(fresh);
    stands(made.content.querySelector("#head > .acts"));
    done(made.content.getElementById("log"));
  });
  if (!fetched.children.length) return;
  if (fetched.dataset.count === "0") return append();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = fetched.dataset.show;
  button.addEventListener("click", () => append(true));
  more.replaceChildren(`${fetched.dataset.said} · `, button);
}

// How it stands is said at once; the buttons change when nobody is at them.
function stands(fresh) {
  const there = document.querySelector(".head .stands");
  const said = fresh?.querySelector(".stands");
  if (!there || !said) return;
  if (there.textContent.trim() !== said.textContent.trim()) there.replaceChildren(...said.childNodes);
  acts = fresh.querySelector("#acts");
  renew();
}

function renew() {
  const there = document.getElementById("acts");
  if (!acts || !there || there.contains(document.activeElement) || there.querySelector("details[open]")) return;
  there.replaceWith(acts);
  htmx.process(acts);
  acts = null;
}

function done(fresh) {
  if (!fresh || !log.dataset.last || fresh.dataset.last === log.dataset.last) return;
  log.append(...fresh.children);
  log.dataset.last = fresh.dataset.last;
}

// A note that one is at stays as it is, and so do one's own word that is under way and the answer to it.
function renote(fresh) {
  const there = stream.querySelector(`[data-notes="${fresh.dataset.notes}"]`);
  if (!there || there.innerHTML === fresh.innerHTML) return;
  // In a window that lies behind another, nothing matches :focus.
  if (there.matches(":hover") || there.contains(document.activeElement)) return;
  if (there.querySelector("[data-answered], .htmx-request")) return;
  there.replaceWith(fresh);
  htmx.process(fresh);
  document.dispatchEvent(new CustomEvent("desk:noted"));
}

// What one reads or writes stays where it is on the screen, whatever grows above it.
function inPlace(change) {
  const at = document.activeElement;
  const inView = (one) => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
  const anchor = at && at !== document.body && inView(at) ? at : [...document.querySelectorAll(".letter .body")].find(inView);
  const before = anchor?.getBoundingClientRect().top;
  change();
  const moved = anchor ? anchor.getBoundingClientRect().top - before : 0;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
}

function append(going) {
  const first = fetched.firstElementChild;
  const last = stream.querySelector(".matter:last-of-type") || stream;
  for (const line of [...fetched.children]) { last.append(line); htmx.process(line); }
  shown = Math.max(shown, Number(fetched.dataset.latest));
  for (const form of document.querySelectorAll("form.editor")) {
    form.elements.seen.value = Math.max(form.elements.seen.value, shown);
    form.elements.leaving.value = fetched.dataset.leaving;
  }
  more.replaceChildren();
  if (!going) return;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "nearest" });
}

if (writing && stream) {
  here();
  setInterval(here, EVERY);
  document.addEventListener("visibilitychange", here);
  addEventListener("pagehide", leave);
  document.addEventListener("desk:nudge", (event) => {
    const topics = event.detail.topics;
    if (topics.includes(`present:${id}`)) here();
    if (topics.includes(`conversation:${id}`)) look();
    if (topics.some((topic) => topic === `present:${id}` || topic === `conversation:${id}`)) event.preventDefault();
  });
  document.addEventListener("desk:written", look);
  document.addEventListener("focusout", () => setTimeout(renew));
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form.editor.reply, form.editor.forward")) return;
    becomes(true);
    clearTimeout(still);
    still = setTimeout(becomes, PAUSE, false);
  });
  document.addEventListener("desk:writing", (event) => { if (!event.detail.open) becomes(false); });
}
