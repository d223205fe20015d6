// As the foot grows, the page moves up by as much: what was read last stays in sight above it.
const foot = document.querySelector(".foot");
let height = foot?.offsetHeight || 0;
if (foot) new ResizeObserver(() => {
  const grown = foot.offsetHeight - height;
  height = foot.offsetHeight;
  if (grown && getComputedStyle(foot).position === "sticky") scrollBy({ top: grown, behavior: "instant" });
}).observe(foot);
