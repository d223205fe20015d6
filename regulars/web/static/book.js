// Notes in the margin light the words they are about. Nothing in the text is changed for it: the browser paints it.
const noted = new Map();

function range(letter, words) {
  for (const place of letter.querySelectorAll(".words")) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(words);
      if (at < 0) continue;
      const found = document.createRange();
      found.setStart(node, at);
      found.setEnd(node, at + words.length);
      return found;
    }
  }
  return null;
}

function light(event) {
  const found = noted.get(event.target.closest?.(".noticed[data-words]"));
  if (found) CSS.highlights.set("lit", new Highlight(found));
  else CSS.highlights.delete("lit");
}

function look() {
  noted.clear();
  for (const note of document.querySelectorAll(".noticed[data-words]")) {
    const found = range(note.closest(".letter") ?? document.body, note.dataset.words);
    if (found) noted.set(note, found);
  }
  CSS.highlights.delete("lit");
  CSS.highlights.set("noted", new Highlight(...noted.values()));
}

if (CSS.highlights) {
  look();
  document.addEventListener("mouseover", light);
  document.addEventListener("focusin", light);
  // A note was answered, or new words came with theirs.
  document.addEventListener("htmx:afterSettle", look);
  document.addEventListener("desk:noted", look);
}

// The button that was pressed is gone: whoever works by keyboard goes on from what stands there now.
document.addEventListener("htmx:afterSettle", (event) => {
  const note = event.target;
  if (note.matches?.(".noticed") && document.activeElement === document.body) (note.querySelector("button") ?? note).focus({ preventScroll: true });
});
