// Files of a draft: chosen, dropped or pasted, they go to the desk at once, so that they are there after a reload.

const csrf = () => decodeURIComponent(document.cookie.match(/(?:^|; )regulars_csrf=([^;]+)/)?.[1] || "");

function line(form, file) {
  const item = document.createElement("li");
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(file.name, " ", bar);
  form.querySelector(".enclosed").append(item);
  return { item, bar };
}

function upload(form, file) {
  const { item, bar } = line(form, file);
  const body = new FormData(form);
  for (const name of ["do", "at", "files", "csrfmiddlewaretoken"]) body.delete(name);
  body.append("files", file, file.name || "picture.png");
  const request = new XMLHttpRequest();
  request.open("POST", "/drafts/files");
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  return new Promise((done) => {
    request.addEventListener("loadend", () => { settle(form, file, item, request); done(); });
    request.send(body);
  });
}

function settle(form, file, item, request) {
  if (request.status === 200) {
    const made = document.createElement("template");
    made.innerHTML = request.responseText;
    const kept = made.content.querySelector("[data-draft]");
    form.querySelector(".enclosed").replaceWith(made.content.querySelector(".enclosed"));
    form.dispatchEvent(new CustomEvent("desk:enclosed", { bubbles: true, detail: { ...kept.dataset } }));
    return;
  }
  item.replaceChildren(`${file.name}: `, request.status === 422 || request.status === 413 ? request.responseText : document.getElementById("writing").dataset.notkept);
  item.classList.add("late");
}

// One after the other: each answer tells the version that the next one rests on.
async function enclose(form, files) {
  for (const file of files) {
    form.dispatchEvent(new CustomEvent("desk:enclosing", { bubbles: true }));
    await upload(form, file);
  }
}

const formOf = (event) => event.target.closest?.("form.editor");
const brings = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

document.addEventListener("change", (event) => {
  const form = formOf(event);
  if (!form || event.target.name !== "files") return;
  const files = [...event.target.files];
  event.target.value = "";
  enclose(form, files);
});
document.addEventListener("paste", (event) => {
  const form = formOf(event);
  const files = [...(event.clipboardData?.files || [])];
  if (!form || !files.length) return;
  event.preventDefault();
  enclose(form, files);
});
document.addEventListener("dragover", (event) => {
  const form = formOf(event);
  if (!form || !brings(event)) return;
  event.preventDefault();
  form.classList.add("over");
});
for (const kind of ["dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = formOf(event);
    if (!form || !brings(event)) return;
    event.preventDefault();
    if (kind === "drop" || !form.contains(event.relatedTarget)) form.classList.remove("over");
    if (kind === "drop") enclose(form, [...event.dataTransfer.files]);
  });
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".enclosed button[value^='drop:']");
  if (!button) return;
  event.preventDefault();
  const form = button.closest("form");
  const taken = await fetch(`/enclosures/${button.value.slice(5)}/remove`, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => null);
  if (!taken?.ok) return;
  const item = button.closest("li");
  const next = item.nextElementSibling?.querySelector("button") || form.elements.text;
  item.remove();
  next.focus();
});
