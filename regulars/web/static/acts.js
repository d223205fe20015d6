// The menus of acts: the first thing in an opened one has the focus, a name typed sifts it, Enter does what is meant.
const FIRST = ".menu-list :is(input:not([type=datetime-local], [name=why]), button)";

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("#acts details.menu") && event.target.open) event.target.querySelector(FIRST)?.focus();
}, true);

document.addEventListener("input", (event) => {
  if (!event.target.matches("#acts .sieve")) return;
  const wanted = event.target.value.trim().toLowerCase();
  const within = event.target.closest(".menu-list");
  const all = [...within.querySelectorAll("button[name=to]")];
  for (const one of all) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  const said = within.querySelector("[data-nobody]");
  said.textContent = all.every((one) => one.hidden) ? said.dataset.nobody : "";
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches("#acts :is(.sieve, [data-enter], [type=datetime-local], [name=why])")) return;
  event.preventDefault();
  const within = field.closest(field.matches("[type=datetime-local]") ? ".beside-button" : ".menu-list");
  within.querySelector("button:not([hidden])")?.click();
});
