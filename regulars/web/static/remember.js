// "Remember this" beside a message: what is selected in it comes into the line in which facts are noted, with where it
// was said. Without this script the link leads to a page that does the same. What a remark proposes comes there, too.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-remember]");
  const entry = document.querySelector("form.fact-entry");
  if (!link || !entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const line = entry.elements.namedItem("text");
  entry.elements.namedItem("moment").value = link.dataset.remember;
  const chosen = getSelection();
  const within = chosen.rangeCount && link.closest(".letter")?.contains(chosen.getRangeAt(0).commonAncestorContainer);
  if (within && !chosen.isCollapsed) line.value = chosen.toString().replace(/\s+/g, " ").trim().slice(0, line.maxLength);
  turnTo(line);
  line.select();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const kept = document.querySelector("form.fact-form button.main");
  if (kept && event.detail.pathInfo?.requestPath.includes("/remember/")) turnTo(kept);
});

// On a narrow screen the page on which it stands is turned to first.
function turnTo(where) {
  if (!where.checkVisibility()) location.hash = "who";
  where.focus();
}
