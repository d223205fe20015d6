// Whom a mail goes to, as chips. The field of the form stays what is sent and saved; a second one is typed in.
// Without this, the same line is written as plain text.
const SHAPE = /^(?:.*<)?[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@.,;]+>?$/;
const lines = new WeakMap();

// Cut at commas, semicolons and line ends, but not within quotes or angle brackets. A name with a comma in it that nobody
// quoted goes with the address behind it.
export function pieces(line) {
  const found = [""];
  let quoted = false, bracketed = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && "<>".includes(sign)) bracketed = sign === "<";
    if (",;\n\t".includes(sign) && !quoted && !bracketed) found.push("");
    else found[found.length - 1] += sign;
  }
  const whole = found.map((piece) => piece.trim());
  return whole.flatMap((piece, at) => {
    const before = whole[at - 1], after = whole[at + 1];
    if (piece && !piece.includes("@") && /^[^"<@]+<[^<>]+@/.test(after ?? "")) return [];
    const joined = before && !before.includes("@") && /^[^"<@]+<[^<>]+@/.test(piece);
    return joined ? [`"${before}, ${piece.slice(0, piece.indexOf("<")).trim()}" ${piece.slice(piece.indexOf("<"))}`] : piece ? [piece] : [];
  });
}

function fault(piece) {
  if (SHAPE.test(piece)) return "";
  const signs = piece.split("@").length - 1;
  return signs === 0 ? "none" : signs > 1 ? "two" : "end";
}

const shown = (piece) => piece.replace(/\s*<[^<>]*>$/, "").replace(/^"(.*)"$/, "$1") || piece;
const words = (field, name) => field.closest("[data-saved]").dataset[name];

function chip(line, piece) {
  const made = document.createElement("li");
  made.className = "chip";
  made.title = piece;
  const name = document.createElement("bdi");
  name.textContent = shown(piece);
  const button = document.createElement("button");
  button.type = "button";
  button.innerHTML = '<span aria-hidden="true">×</span><span class="unseen"></span>';
  const wrong = fault(piece);
  if (wrong) made.classList.add("late");
  button.lastElementChild.textContent = words(line.kept, wrong ? "correct" : "leave").replace("#", shown(piece));
  button.addEventListener("click", () => drop(line, piece, Boolean(wrong)));
  made.append(name, button);
  return made;
}

function draw(line) {
  // Leaving the field draws anew while somebody stands on a chip, who is to stay there.
  const at = [...line.list.children].findIndex((one) => one.contains(document.activeElement));
  line.list.replaceChildren(...line.people.map((piece) => chip(line, piece)));
  line.list.children[at]?.querySelector("button").focus();
  const wrong = line.people.filter(fault);
  line.told.textContent = wrong.map((piece) => words(line.kept, `at${fault(piece)}`).replace("#", piece)).join(" ");
  if (wrong.length) line.typing.setAttribute("aria-invalid", "true");
  else line.typing.removeAttribute("aria-invalid");
}

function write(line) {
  const value = [...line.people, line.typing.value.trim()].filter(Boolean).join(", ");
  if (value === line.kept.value) return;
  line.kept.value = value;
  line.kept.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is wrong is not thrown away: it goes back to where it can be mended.
function drop(line, piece, mend) {
  line.people = line.people.filter((one) => one !== piece);
  if (mend) line.typing.value = piece;
  draw(line);
  write(line);
  line.typing.dispatchEvent(new Event("input", { bubbles: true }));
  line.typing.focus();
}

function take(line, rest) {
  const whole = pieces(line.typing.value);
  const left = rest && !/[,;\n\t]\s*$/.test(line.typing.value) ? whole.pop() ?? "" : "";
  for (const piece of whole) if (!line.people.includes(piece)) line.people.push(piece);
  line.typing.value = left;
  draw(line);
}

function typed(line) {
  if (pieces(line.typing.value).length > 1 || /[,;\n\t]\s*$/.test(line.typing.value)) take(line, true);
  write(line);
}

function pressed(line, event) {
  if (event.key === "Enter" && line.typing.value.trim() && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    take(line, false);
    write(line);
  } else if (["Backspace", "ArrowLeft"].includes(event.key) && !line.typing.value && line.people.length) {
    event.preventDefault();
    line.list.lastElementChild.querySelector("button").focus();
  }
}

function moved(line, event) {
  const here = event.target.closest("li");
  if (["Backspace", "Delete"].includes(event.key)) event.target.click();
  else if (event.key === "ArrowLeft") here.previousElementSibling?.querySelector("button").focus();
  else if (event.key === "ArrowRight") (here.nextElementSibling?.querySelector("button") ?? line.typing).focus();
  else return;
  event.preventDefault();
}

function begin(kept) {
  const typing = kept.cloneNode(), isHere = document.activeElement === kept;
  const line = { kept, typing, people: [], list: document.createElement("ul"), told: document.createElement("p") };
  lines.set(kept, line);
  typing.removeAttribute("name");
  typing.value = kept.value;
  line.list.className = "chips";
  line.told.className = "fault";
  line.told.setAttribute("role", "status");
  const box = document.createElement("div");
  box.className = "people";
  kept.before(box);
  box.append(line.list, typing, line.told);
  kept.type = "hidden";
  kept.removeAttribute("id");
  kept.removeAttribute("data-people");
  // Somebody may be typing already: their last word is not whole yet.
  take(line, isHere);
  if (isHere) typing.focus({ preventScroll: true });
  typing.addEventListener("input", () => typed(line));
  typing.addEventListener("keydown", (event) => pressed(line, event));
  line.list.addEventListener("keydown", (event) => moved(line, event));
  typing.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== typing) { take(line, false); write(line); } }, 150));
}

function all(within) {
  for (const field of within.querySelectorAll("form.editor input[data-people][name]")) begin(field);
}

// Another script filled the field: an answer to all, or what was typed before.
document.addEventListener("change", (event) => {
  const line = lines.get(event.target);
  if (!line) return;
  line.people = pieces(line.kept.value);
  line.typing.value = "";
  draw(line);
});
document.addEventListener("htmx:afterSwap", () => all(document));
all(document);
