// While one writes: what is remarked of the words is asked for at each pause, underlined where they stand, and told
// below them. A mirror behind the text holds the lines; the text itself stays a plain field.

const PAUSE = 150;
// A question that the desk could not answer is asked again, so often, each time a little later.
const AGAIN = [1000, 3000, 10000];
const states = new WeakMap();
const csrf = () => decodeURIComponent(document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/)?.[1] || "");
const formOf = (event) => event.target.closest?.("form.editor");
const area = (form) => form.elements.text;

function stateOf(form) {
  if (!states.has(form)) states.set(form, { timer: 0, call: null, failed: 0, text: "", spans: [], html: "" });
  return states.get(form);
}

function fields(form) {
  const body = new URLSearchParams(new FormData(form));
  for (const name of ["do", "at", "files"]) body.delete(name);
  return body;
}

// The desk counts code points, the browser halves of some.
function places(text, spans) {
  const points = [...text];
  const starts = [0];
  for (const point of points) starts.push(starts.at(-1) + point.length);
  return spans.map(([start, end, key]) => ({ start: starts[start], end: starts[end], key }));
}

// What stands before and behind a change keeps its lines until the desk has read the words again.
function moved(state, text) {
  const before = state.text;
  const most = Math.min(before.length, text.length);
  let head = 0, tail = 0;
  while (head < most && before[head] === text[head]) head += 1;
  while (tail < most - head && before.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const by = text.length - before.length, changed = before.length - tail;
  return state.spans.flatMap((span) => {
    if (span.end <= head) return [span];
    return span.start >= changed ? [{ ...span, start: span.start + by, end: span.end + by }] : [];
  });
}

function draw(form) {
  const state = stateOf(form);
  const pieces = [];
  let at = 0;
  for (const { start, end, key } of [...state.spans].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    const mark = document.createElement("mark");
    mark.textContent = state.text.slice(start, end);
    mark.dataset.hint = key;
    pieces.push(state.text.slice(at, start), mark);
    at = end;
  }
  const marks = form.querySelector(".marks");
  // A last line that is empty has its height in a field, and none elsewhere.
  marks.replaceChildren(...(pieces.length ? [...pieces, `${state.text.slice(at)}\n`] : []));
  marks.scrollTop = area(form).scrollTop;
}

function show(form, text, { spans, html }) {
  const state = stateOf(form);
  Object.assign(state, { text, spans: places(text, spans) });
  draw(form);
  if (html === state.html) return;
  state.html = html;
  // Ours, and escaped by the desk. Set anew only where something is new: it is read out.
  form.querySelector(".hints").innerHTML = html;
}

async function ask(form) {
  const state = stateOf(form), text = area(form).value;
  clearTimeout(state.timer);
  state.call?.abort();
  if (!text.trim()) return show(form, text, { spans: [], html: "" });
  state.call = new AbortController();
  try {
    const answer = await fetch("/drafts/hints", { method: "POST", body: fields(form), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, signal: state.call.signal });
    if (!answer.ok) return again(form);
    const said = await answer.json();
    state.failed = 0;
    if (form.isConnected && area(form).value === text) show(form, text, said);
  } catch (fault) {
    // Overtaken by the next pause, or without a network: words can be written without it.
    if (fault.name !== "AbortError") again(form);
  }
}

function again(form) {
  const state = stateOf(form);
  if (form.isConnected && state.failed < AGAIN.length) state.timer = setTimeout(ask, AGAIN[state.failed++], form);
}

function typed(form) {
  const state = stateOf(form), text = area(form).value;
  if (state.spans.length) {
    Object.assign(state, { spans: moved(state, text), text });
    draw(form);
  }
  state.failed = 0;
  clearTimeout(state.timer);
  state.timer = setTimeout(ask, PAUSE, form);
}

// What a line beneath offers is done with the whole editor, and keeps the text as it stands.
async function act(form, button) {
  const line = button.closest(".hint");
  form.dispatchEvent(new CustomEvent("desk:enclosing", { bubbles: true }));
  const body = fields(form);
  body.set("hint", line.dataset.hint);
  const answer = await fetch(button.dataset.post, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return refused(form, line, answer);
  const kept = await answer.json();
  form.dispatchEvent(new CustomEvent("desk:enclosed", { bubbles: true, detail: kept }));
  await ask(form);
  area(form).focus({ preventScroll: true });
}

async function refused(form, line, answer) {
  const said = answer?.status === 422 ? await answer.text() : document.getElementById("writing").dataset.trying;
  let fault = line.querySelector(".fault");
  if (!fault) line.append(fault = Object.assign(document.createElement("p"), { className: "fault" }));
  fault.textContent = said;
  (line.querySelector("input:not([type=hidden])") ?? area(form)).focus();
}

// The line that the key means: that of the words at the caret, else of the nearest ones.
function meant(form) {
  const at = area(form).selectionStart;
  const far = ({ start, end }) => (at < start ? start - at : Math.max(0, at - end));
  for (const { key } of [...stateOf(form).spans].sort((one, other) => far(one) - far(other))) {
    const button = form.querySelector(`.hint[data-hint="${CSS.escape(key)}"] [data-keep]`);
    if (button) return button;
  }
  return null;
}

function keep(form, button) {
  const empty = button.closest(".hint").querySelector("input[required]");
  if (empty && !empty.value) return empty.focus();
  return act(form, button);
}

document.addEventListener("input", (event) => {
  const form = formOf(event);
  if (form && event.target === area(form)) typed(form);
});
document.addEventListener("scroll", (event) => {
  const marks = event.target.matches?.("form.editor textarea") && event.target.parentElement.querySelector(".marks");
  if (marks) marks.scrollTop = event.target.scrollTop;
}, true);
// Words that a line offers stand in the place of those that it is about. The field's own undo takes it back.
function put(form, button) {
  const span = stateOf(form).spans.find(({ key }) => key === button.closest(".hint").dataset.hint);
  if (!span) return;
  area(form).focus({ preventScroll: true });
  area(form).setSelectionRange(span.start, span.end);
  if (!document.execCommand("insertText", false, button.dataset.better)) area(form).setRangeText(button.dataset.better, span.start, span.end, "end");
  area(form).dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const better = event.target.closest?.(".hint [data-better]");
  if (better) return put(better.form ?? better.closest("form.editor"), better);
  const button = event.target.closest?.(".hint [data-post]");
  if (button) button.matches("[data-keep]") ? keep(button.form, button) : act(button.form, button);
});
// Before other listeners: within a line, Enter records and Escape goes back to the words.
document.addEventListener("keydown", (event) => {
  const form = formOf(event), line = event.target.closest?.(".hint");
  if (!form) return;
  if (event.key === "Enter" && (event.altKey ? event.target === area(form) : line && event.target.matches("input"))) {
    const button = line ? line.querySelector("[data-keep]") : meant(form);
    event.preventDefault();
    event.stopPropagation();
    if (button) keep(form, button);
  } else if (event.key === "Escape" && line) {
    event.preventDefault();
    event.stopPropagation();
    area(form).focus();
  }
}, true);

const begin = () => { for (const form of document.querySelectorAll("form.editor")) if (area(form).value.trim()) ask(form); };
document.addEventListener("desk:written", begin);
begin();
