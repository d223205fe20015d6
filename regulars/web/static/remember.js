// "Remember this" beside a message: what is selected in it comes into the line in which facts are noted, with where it
// was said. Without this script the link leads to a page that does the same.
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
  // On a narrow screen the page on which it stands is turned to first.
  if (!line.checkVisibility()) location.hash = "who";
  line.focus();
  line.select();
});
