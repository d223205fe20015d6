// Menus, dialogs and the line that tells what was done. Pages work without it; with it they are quicker to the hand.
"use strict";

const items = (menu) => [...menu.querySelectorAll(".menu-list :is(a, button, input):not([disabled])")];

function closeMenu(menu, returning) {
  menu.open = false;
  if (returning) menu.querySelector("summary").focus();
}

function moveInMenu(menu, key) {
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[key];
  if (to === undefined || !all.length) return false;
  menu.open = true;
  all.at(to % all.length).focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && menu.open) {
    closeMenu(menu, true);
    event.stopPropagation();
  } else if (!event.target.matches("input, textarea, select") && moveInMenu(menu, event.key)) {
    event.preventDefault();
  }
});

// A dialog that was opened from a menu gives the focus back to it.
function closeOthers({ target }) {
  if (target.closest("dialog")) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(target)) closeMenu(menu, false);
  }
}

document.addEventListener("click", (event) => {
  closeOthers(event);
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog").close();
  if (event.target.closest("[data-dismiss=told]")) hush(document.getElementById("told"));
});

// A menu is left by Tab as by Escape.
let before = null;
document.addEventListener("focusin", (event) => {
  closeOthers(event);
  if (!event.target.closest("#told")) before = event.target;
});

// Whoever is at one of its buttons goes back to where they were.
function hush(told) {
  const within = told.contains(document.activeElement);
  told.replaceChildren();
  if (within) (before?.isConnected ? before : document.getElementById("main")).focus({ preventScroll: true });
}

// It takes what is typed at once, also while that which seeks is still on its way.
function palette(dialog) {
  if (dialog.open) {
    dialog.close();
    return;
  }
  document.querySelector("dialog[open]")?.close();
  dialog.showModal();
  document.getElementById("palette-input").value = "";
  import("./palette.js").then(({ ask }) => ask()).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  const dialog = document.getElementById("palette");
  if (!dialog || event.key !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  palette(dialog);
});

function tellAgain() {
  const told = document.getElementById("told");
  const line = told?.querySelector("p");
  if (!line) return;
  // Only what is put into a status line is read out, not what it came with.
  const said = line.firstElementChild;
  if (!said) return;
  said.remove();
  setTimeout(() => line.append(said), 50);
  const seconds = Number(line.dataset.seconds || 0);
  // What is told for a while only is not true any longer, and its button is none of the line's that came after it.
  if (seconds) setTimeout(() => line.isConnected && hush(told), seconds * 1000);
}

tellAgain();
document.addEventListener("htmx:oobAfterSwap", tellAgain);
