// Finds while one types: on the page of search in its list, elsewhere in a panel under the box. Arrows go through
// what was found, Enter opens it, Escape goes back. Without this the box is a form that asks for the page.
"use strict";

const box = document.getElementById("find");
const DELAY = "input changed delay:180ms, search";

function panelOf(form) {
  const panel = document.createElement("div");
  panel.id = "found";
  panel.className = "found";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", box.dataset.panel);
  panel.hidden = true;
  const counted = document.createElement("p");
  counted.id = "counted";
  counted.className = "unseen";
  counted.setAttribute("role", "status");
  form.append(panel, counted);
  return panel;
}

function start() {
  const form = box.form;
  const onPage = box.dataset.finds === "hits";
  const target = onPage ? document.getElementById("hits") : panelOf(form);
  const counted = document.getElementById("counted");
  const links = () => [...target.querySelectorAll(".suggested a, a[data-hit], .turn a")].filter((one) => one.checkVisibility());

  // Whoever has closed it does not want it back with an answer that was still under way.
  let away = false;

  function show(open) {
    if (onPage) return;
    target.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    // Escape closes the panel first, and leaves the box the next time.
    box.toggleAttribute("data-own-escape", open);
  }

  function move(step) {
    const all = links();
    const at = all.indexOf(document.activeElement);
    const next = at + step;
    if (next < 0) box.focus();
    else all[Math.min(next, all.length - 1)]?.focus();
  }

  function take(query) {
    box.value = query;
    box.focus();
    htmx.trigger(box, "search");
  }

  box.setAttribute("hx-get", "/search");
  box.setAttribute("hx-trigger", DELAY);
  box.setAttribute("hx-sync", "this:replace");
  box.setAttribute("hx-target", `#${target.id}`);
  box.setAttribute("hx-swap", "innerHTML");
  if (onPage) box.setAttribute("hx-replace-url", "true");
  else {
    // A box with what was found below it: the arrows go there, so it is no list of options.
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-haspopup", "dialog");
    box.setAttribute("aria-controls", target.id);
    box.setAttribute("aria-expanded", "false");
  }
  htmx.process(box);

  // An answer that comes late takes away the row that one stands on: the box is where to go on from.
  target.addEventListener("htmx:beforeSwap", () => {
    if (target.contains(document.activeElement)) box.focus();
  });
  target.addEventListener("htmx:afterSwap", () => {
    // Only what is put into a status line is read out, not what it came with.
    counted.textContent = target.querySelector("[data-counted]")?.textContent ?? "";
    show(!away && box.value.trim() !== "" && document.activeElement === box);
    if (onPage) document.title = document.title.replace(/^(.* · )?(?=[^·]+ · Regulars$)/, box.value.trim() ? `${box.value.trim().slice(0, 60)} · ` : "");
  });
  // What a slow network brings late is not an answer to what stands in the box now.
  box.addEventListener("htmx:beforeRequest", (event) => {
    if (!onPage && box.value.trim() === "") {
      event.preventDefault();
      show(false);
    }
  });
  box.addEventListener("input", () => { away = false; });
  box.addEventListener("focus", () => { if (target.childElementCount && box.value.trim()) show(true); });

  form.parentElement.addEventListener("focusout", (event) => {
    if (!onPage && event.relatedTarget && !form.contains(event.relatedTarget)) show(false);
  });
  document.addEventListener("click", (event) => {
    const begun = event.target.closest("[data-query]");
    if (begun && target.contains(begun) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(begun.dataset.query);
    } else if (!form.contains(event.target)) show(false);
  });

  document.addEventListener("keydown", (event) => {
    const inside = target.contains(event.target);
    if (event.isComposing || (event.target !== box && !inside)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target === box && event.key === "ArrowUp") return;
      show(true);
      move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Escape" && inside) {
      box.focus();
      event.preventDefault();
    } else if (event.key === "Escape" && !onPage && !target.hidden) {
      away = true;
      show(false);
      event.preventDefault();
    }
  });
}

if (box) start();
