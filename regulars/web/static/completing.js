// Names while one types: whom a mail goes to, whom a note names. And macros, whose text goes where one writes.

const csrf = () => decodeURIComponent(document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/)?.[1] || "");
let asked = 0;
let timer = 0;
let field = null;

const list = () => field?.closest("form").querySelector(".complete");
const options = () => [...(list()?.children || [])];

// The piece under the caret that is being typed, and where it begins.
function piece(of) {
  const before = of.value.slice(0, of.selectionStart);
  const found = of.matches("[data-people]") ? before.match(/[^,;]*$/) : before.match(/(?:^|[\s(])@([\p{L}\p{M} .'-]{0,40})$/u);
  if (!found) return null;
  const word = of.matches("[data-people]") ? found[0].trim() : found[1];
  const begin = of.matches("[data-people]") ? before.length - found[0].trimStart().length : before.length - found[1].length - 1;
  return { word, begin, end: of.selectionStart };
}

function close() {
  const shown = list();
  if (shown) { shown.hidden = true; shown.replaceChildren(); }
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

async function offer(of) {
  const typed = piece(of);
  const least = of.matches("[data-people]") ? 2 : 0;
  if (!typed || typed.word.length < least || typed.word.includes(">")) return close();
  const turn = ++asked;
  const path = of.matches("[data-people]") ? "/write/people" : "/write/colleagues";
  const answer = await fetch(`${path}?q=${encodeURIComponent(typed.word)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || turn !== asked || document.activeElement !== of) return;
  field = of;
  const shown = list();
  shown.innerHTML = await answer.text();
  shown.hidden = !shown.children.length;
  if (shown.hidden) return close();
  of.setAttribute("aria-controls", shown.id);
  if (of.matches("textarea")) choose(0); else of.removeAttribute("aria-activedescendant");
}

function choose(at) {
  const all = options();
  const one = all.at(at % all.length);
  for (const other of all) other.setAttribute("aria-selected", String(other === one));
  field.setAttribute("aria-activedescendant", one.id);
  one.scrollIntoView({ block: "nearest" });
}

function take(option) {
  const typed = piece(field);
  if (!typed) return close();
  const value = option.dataset.value + (field.matches("[data-people]") ? ", " : " ");
  field.setRangeText(value, typed.begin, typed.end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  clearTimeout(timer);
  asked += 1;
  field.focus();
  close();
}

document.addEventListener("input", (event) => {
  if (!event.isTrusted || !event.target.matches?.("form.editor [data-people], form.editor.note textarea")) return;
  clearTimeout(timer);
  timer = setTimeout(offer, 120, event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field || !options().length) return;
  const at = options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at < 0 ? -1 : at - 1 + options().length);
  else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) take(options()[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".complete [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option);
});
document.addEventListener("focusout", (event) => { if (event.target === field) setTimeout(() => { if (document.activeElement !== field) close(); }, 100); });

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-macro]");
  const form = button?.closest("form.editor");
  if (!form) return;
  const answer = await ask(button.dataset.macro, { on: form.elements.conversation.value, kind: form.dataset.kind });
  if (!answer || ![200, 409].includes(answer.status)) return;
  const said = await answer.json();
  button.closest("details").open = false;
  if (said.text) putIn(form.elements.text, said.text, said.missing);
  if (said.do) endWith(form, said);
  form.elements.text.focus();
  form.querySelector(".state").textContent = said.reason || "";
  if (said.told) tell(said.told);
});

const ask = (path, fields) => fetch(path, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => null);

// The first field that nobody could fill is selected, so that the next key writes in its place.
// A text of several lines begins on a line of its own.
function putIn(text, words, missing) {
  const at = text.selectionStart;
  const apart = words.includes("\n") && at > 0 && text.value[at - 1] !== "\n" ? "\n\n" : "";
  text.setRangeText(apart + words, at, text.selectionEnd, "end");
  const gap = missing.length ? text.value.indexOf(`{${missing[0]}}`, at) : -1;
  if (gap >= 0) text.setSelectionRange(gap, gap + missing[0].length + 2);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

// What the macro ends with is done by sending; to send alone stays beside it.
function endWith(form, said) {
  form.querySelector("[data-ends]")?.remove();
  const plain = form.querySelector("button[name=do][value=send]");
  const ending = plain.cloneNode();
  ending.value = said.do;
  ending.textContent = said.send;
  ending.dataset.ends = ending.dataset.send = "";
  ending.classList.add("main");
  delete plain.dataset.send;
  plain.classList.remove("main");
  plain.before(ending);
}

// The line that tells what was done, with its undo, as any page brings it.
function tell(html) {
  document.getElementById("told").outerHTML = html;
  document.dispatchEvent(new CustomEvent("htmx:oobAfterSwap"));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-narrow]")) return;
  const wanted = event.target.value.trim().toLowerCase();
  const list = event.target.closest("ul");
  for (const button of list.querySelectorAll("[data-macro]")) {
    button.closest("li").hidden = !button.textContent.toLowerCase().includes(wanted);
  }
  const left = list.querySelectorAll("li:not([hidden]) [data-macro]").length;
  const said = list.querySelector("[role='status']");
  said.textContent = left ? wanted && said.dataset.some.replace("#", left) : said.dataset.none;
});

// Enter in the field takes the first that is left; in a form it would send.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-narrow]")) return;
  event.preventDefault();
  event.target.closest("ul").querySelector("li:not([hidden]) [data-macro]")?.click();
});

document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector?.("[data-narrow]")?.focus());
