// What a colleague notes of a customer stands on every open page of theirs at once, unless somebody is at work there.
const section = () => document.getElementById("facts");
let waiting = false;

const inUse = (there) => there.contains(document.activeElement) || there.querySelector("details[open], form.fact-form, .htmx-request");

async function renew() {
  const there = section();
  if (!there || !waiting || inUse(there)) return;
  waiting = false;
  try {
    const answer = await fetch(there.dataset.of, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("facts");
    // One's own words stand there already.
    if (!fresh || fresh.textContent.trim() === there.textContent.trim() || !there.isConnected) return;
    if (inUse(there)) { waiting = true; return; }
    there.replaceWith(fresh);
    htmx.process(fresh);
    htmx.trigger(document.body, "facts");
  } catch { /* The next news, or the next page, brings it. */ }
}

document.addEventListener("desk:nudge", (event) => {
  if (!event.detail.topics.some((topic) => topic.startsWith("facts:"))) return;
  event.preventDefault();
  waiting = true;
  renew();
});
document.addEventListener("focusout", () => setTimeout(renew));
document.addEventListener("toggle", renew, true);
document.addEventListener("htmx:afterSettle", renew);
