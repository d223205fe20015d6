// The menus of acts: the first thing in an opened one has the focus, a name typed sifts it, Enter does what is meant.
const FIRST = ".menu-list :is(input:not([type=datetime-local], [name=why]), button)";

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("#acts details.menu")) return;
  const sieve = event.target.querySelector(".sieve");
  if (sieve) {
    // Whoever was sought the last time is not meant this time.
    sieve.value = "";
    sift(sieve);
  }
  if (event.target.open) event.target.querySelector(FIRST)?.focus();
}, true);

function sift(sieve) {
  const wanted = sieve.value.trim().toLowerCase();
  const within = sieve.closest(".menu-list");
  const all = [...within.querySelectorAll("button[name=to]")];
  for (const one of all) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  const said = within.querySelector("[data-nobody]");
  said.textContent = all.every((one) => one.hidden) ? said.dataset.nobody : "";
}

document.addEventListener("input", (event) => {
  if (event.target.matches("#acts .sieve")) sift(event.target);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches("#acts :is(.sieve, [data-enter], [type=datetime-local], [name^=why])")) return;
  event.preventDefault();
  const menu = field.closest(".menu-list");
  const reason = field.matches("[name^=why]");
  const meant = reason ? menu.querySelector(".sieve, [type=datetime-local]") : field;
  const within = meant.matches("[type=datetime-local]") ? meant.closest(".beside-button") : menu;
  // A reason alone does not say to whom or until when: that is asked for then.
  if (reason && !meant.value) menu.querySelector("button:not([hidden])")?.focus();
  else within.querySelector("button:not([hidden])")?.click();
});
