// Puts page after page into one document and lets axe look at each: ten times as quick as going there.
// Scripts do not run in them; what they add is looked at by tests of its own.
async ({ paths, looks }) => {
  // What was fetched stays for the next walk, at another width.
  const kept = (window.kept ??= new Map());
  const sheets = new Map([...document.querySelectorAll("link[rel=stylesheet]")].map((link) => [link.getAttribute("href"), link]));
  const found = [];
  // What stands above each page is looked at with the first that has it.
  let twice = [];

  async function dress(other) {
    const wanted = new Set([...other.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href")));
    for (const href of wanted) {
      if (sheets.has(href)) continue;
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
      sheets.set(href, link);
      await new Promise((done) => { link.onload = link.onerror = done; document.head.append(link); });
    }
    for (const [href, link] of sheets) link.disabled = !wanted.has(href);
  }

  async function fetched(path) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } });
    const isPage = (answer.headers.get("content-type") ?? "").startsWith("text/html");
    return { status: isPage ? answer.status : 0, text: isPage ? await answer.text() : "" };
  }

  async function put(path) {
    if (!kept.has(path)) kept.set(path, await fetched(path));
    const { status, text } = kept.get(path);
    if (!status) return 0;
    if (!text.includes("<html")) {
      // A part of a page, within what it is put into.
      const around = /^\s*<li[^>]*role="option"/.test(text) ? '<ul role="listbox" aria-label="Part">' : /^\s*<li/.test(text) ? "<ul>" : "<section>";
      document.querySelector("main").innerHTML = `<h1>Page</h1><h2>Part</h2>${around}${text}`;
      return status;
    }
    const other = new DOMParser().parseFromString(text, "text/html");
    await dress(other);
    document.title = other.title;
    for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, other.documentElement.getAttribute(name) ?? "");
    document.body.replaceWith(document.adoptNode(other.body));
    for (const fold of document.querySelectorAll("details:not(.menu)")) fold.open = true;
    // With all of it open the right page scrolls by itself, and what is scrolled away cannot be measured.
    for (const stays of document.querySelectorAll(".stay")) Object.assign(stays.style, { maxHeight: "none", overflow: "visible", position: "static" });
    return status;
  }

  // A text's contrast follows from these, of it and of all that it lies in. What else lies over it lies there in every
  // theme, and is found by the look that measures all.
  const OF_CONTRAST = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "filter", "mixBlendMode"];
  const sorts = new Map();
  const measured = new Set();

  // Numbers all elements by what their contrast follows from. Says whether an element holds nothing to be measured;
  // gathers the largest such ones.
  function gather(element, above, sortOf, known) {
    const style = getComputedStyle(element);
    const key = `${above}/${OF_CONTRAST.map((name) => style[name]).join()}`;
    if (!sorts.has(key)) sorts.set(key, sorts.size);
    sortOf.set(element, sorts.get(key));
    const says = element.matches("input, select, textarea") || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const children = [...element.children].map((child) => [child, gather(child, sorts.get(key), sortOf, known)]);
    if ((!says || measured.has(sorts.get(key))) && children.every(([, one]) => one)) return true;
    known.push(...children.filter(([, one]) => one).map(([child]) => child));
    return false;
  }

  async function look(path, { theme, options, once }) {
    document.documentElement.dataset.theme = theme;
    const sortOf = new Map();
    const known = [];
    if (once && gather(document.body, theme, sortOf, known)) return;
    const exclude = ["datalist", "iframe", "svg", ...twice, ...known];
    const { violations, incomplete, passes } = await axe.run({ include: [document], exclude }, { ...options, selectors: false, elementRef: true });
    if (once) for (const rule of passes) for (const node of rule.nodes) measured.add(sortOf.get(node.element));
    for (const rule of [...violations, ...incomplete.filter((one) => one.id === "color-contrast")]) {
      for (const node of rule.nodes) found.push(`${path} ${theme} ${innerWidth} ${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`);
    }
  }

  for (const path of paths) {
    const status = await put(path);
    if (!status) continue;
    if (status !== 200) found.push(`${path} answers ${status}: does Desk.parts name its placeholders?`);
    for (const one of looks) await look(path, one);
    if (document.querySelector("header.desk")) twice = ["header.desk", "dialog"];
    if (document.documentElement.scrollWidth > innerWidth) found.push(`${path} is ${document.documentElement.scrollWidth} wide at ${innerWidth}`);
    for (const cell of document.querySelectorAll("th, td")) {
      const room = cell.clientWidth / parseFloat(getComputedStyle(cell).fontSize);
      if (room > 0 && room < 3.5 && /\p{L}{7}/u.test(cell.innerText)) found.push(`${path} breaks the words of a cell at ${innerWidth}: ${cell.innerText}`);
    }
  }
  return found.filter((one) => !one.includes("too short"));
}
