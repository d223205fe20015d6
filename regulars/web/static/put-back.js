// What this browser kept of an editor goes back where nobody has saved since; else it is offered beside what stands there.

import { FIELDS, content, drop, forget, remembered } from "./unsaved.js";

const PATIENCE = 3000;
const word = (name) => document.getElementById("writing").dataset[name];

// A send may have come to the desk, and its answer not to this browser: such words are not to be sent a second time.
async function wasSent(kept, post) {
  const body = new URLSearchParams({ text: kept.text });
  try {
    const answer = await post(`/drafts/${kept.draft}/was-sent`, body, { signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok && (await answer.json()).sent;
  } catch { return false; /* No network: what was typed is not withheld for that. */ }
}

export async function offer(form, aside, { open, post, putBack }) {
  const kept = remembered(form, aside);
  if (!kept) return;
  const there = FIELDS.every((name) => !form.elements[name] || (kept[name] ?? "") === form.elements[name].value);
  if (there || !kept.text?.trim()) return aside || forget(form);
  const stood = content(form);
  if (kept.draft !== form.elements.draft.value && await wasSent(kept, post)) return drop(form, aside);
  if (content(form) !== stood || String(kept.version) !== form.elements.version.value) return beside(form, kept, open, putBack);
  // Under the name it had: a send that is still on its way finds the same draft.
  if (kept.version === "0" && kept.draft) form.elements.draft.value = kept.draft;
  putBack(form, kept);
}

function beside(form, kept, open, putBack) {
  const slip = document.createElement("div");
  slip.className = "slip asks kept";
  const line = document.createElement("p");
  line.append(word("kept"), " ");
  const quote = document.createElement("span");
  quote.className = "faded";
  quote.textContent = kept.text.slice(0, 120);
  line.append(quote);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = word("put");
  button.addEventListener("click", () => { slip.remove(); putBack(form, { ...kept, text: [form.elements.text.value, kept.text].filter(Boolean).join("\n\n") }); });
  slip.append(line, button);
  form.querySelector(".typed").before(slip);
  open(form.dataset.kind);
}
