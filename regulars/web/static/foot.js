// As the foot grows, the page moves up by as much: what was read last stays in sight above it.
const foot = document.querySelector(".foot");
let height = foot?.offsetHeight || 0;
if (foot) new ResizeObserver(() => {
  const grown = foot.offsetHeight - height;
  height = foot.offsetHeight;
  if (grown && getComputedStyle(foot).position === "sticky") scrollBy({ top: grown, behavior: "instant" });
}).observe(foot);

// Who comes by Tab to what lies under it sees what they came to.
if (foot) document.addEventListener("focusin", ({ target }) => requestAnimationFrame(() => {
  if (!target.matches(":focus-visible") || foot.contains(target) || !target.closest(".left")) return;
  const { top, bottom } = target.getBoundingClientRect();
  const edge = foot.getBoundingClientRect().top - 8;
  if (bottom > edge && bottom - top < edge / 2) scrollBy({ top: bottom - edge, behavior: "instant" });
}));
