// What was typed and the desk has not got yet is kept in this browser, by person, conversation and kind of writing; what
// met another text of the same person lies aside, where the window with that other one does not write over it.

export const FIELDS = ["to", "cc", "bcc", "subject", "way", "called_at", "minutes", "text"];
const aside = new WeakSet();
const place = (form, beside) => `regulars.unsaved.${document.getElementById("writing").dataset.agent}.${form.elements.conversation.value || form.elements.customer?.value || "new"}.${form.dataset.kind}${beside ? ".aside" : ""}`;

// What stands in the fields, as one string to compare.
export const content = (form) => JSON.stringify(FIELDS.map((name) => form.elements[name]?.value ?? ""));

export function remember(form, beside) {
  const kept = { draft: form.elements.draft.value, version: form.elements.version.value };
  for (const name of FIELDS) if (form.elements[name]) kept[name] = form.elements[name].value;
  try { localStorage.setItem(place(form, beside), JSON.stringify(kept)); } catch { /* Full or forbidden: the desk's copy is left. */ }
}

// The window that laid it aside, or was offered it, forgets it with its next save; no other does.
export function layAside(form) {
  remember(form, true);
  aside.add(form);
}

export function remembered(form, beside) {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(place(form, beside))); } catch { /* Nothing was kept. */ }
  if (kept && beside) aside.add(form);
  return kept;
}

// Only the one of the two.
export function drop(form, beside) {
  try { localStorage.removeItem(place(form, beside)); } catch { /* Nothing was kept. */ }
  if (beside) aside.delete(form);
}

export function forget(form) {
  try {
    localStorage.removeItem(place(form));
    if (aside.delete(form)) localStorage.removeItem(place(form, true));
  } catch { /* Nothing was kept. */ }
}
