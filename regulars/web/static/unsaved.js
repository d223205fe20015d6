// What was typed and the desk has not got yet is kept in this browser, by person, conversation and kind of writing.

export const FIELDS = ["to", "cc", "bcc", "subject", "way", "called_at", "minutes", "text"];
const place = (form) => `regulars.unsaved.${document.getElementById("writing").dataset.agent}.${form.elements.conversation.value || form.elements.customer?.value || "new"}.${form.dataset.kind}`;

export function remember(form) {
  const kept = { draft: form.elements.draft.value, version: form.elements.version.value };
  for (const name of FIELDS) if (form.elements[name]) kept[name] = form.elements[name].value;
  try { localStorage.setItem(place(form), JSON.stringify(kept)); } catch { /* Full or forbidden: the desk's copy is left. */ }
}

export function remembered(form) {
  try { return JSON.parse(localStorage.getItem(place(form))); } catch { return null; }
}

export const forget = (form) => { try { localStorage.removeItem(place(form)); } catch { /* Nothing was kept. */ } };
