// The menus of acts: the first thing in an opened one has the focus, a name typed sifts it, Enter does what is meant.
const FIRST = ".menu-list :is(input:not([type=datetime-local], [name=why]), button)";

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("#acts details.menu") && event.target.open) event.target.querySelector(FIRST)?.focus();
}, true);

document.addEventListener("input", (event) => {
  if (!event.target.matches("#acts .sieve")) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const one of event.target.closest(".menu-list").querySelectorAll("button[name=to]")) {
    one.hidden = !one.textContent.toLowerCase().includes(wanted);
  }
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches("#acts :is(.sieve, [data-enter], [type=datetime-local], [name=why])")) return;
  event.preventDefault();
  const within = field.closest(field.matches("[type=datetime-local]") ? ".beside-button" : ".menu-list");
  within.querySelector("button:not([hidden])")?.click();
});
