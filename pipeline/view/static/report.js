"use strict";
// Everything can be read without this script; it adds cards, search and filters, and remembers the reader's choices.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  root.classList.add("scripted");

  // Choices: language, colours. A private or file page may refuse storage: then they last as long as the page.
  const remember = (name, value) => { try { localStorage.setItem("polyphonie-" + name, value); } catch (_) { /* not kept */ } };
  const remembered = (name) => { try { return localStorage.getItem("polyphonie-" + name); } catch (_) { return null; } };
  const speak = () => { root.lang = byId("lang-en").checked ? "en" : "fr"; };
  for (const name of ["lang", "theme"]) {
    const asked = new URLSearchParams(location.search).get(name) || remembered(name);
    for (const input of all(`input[name=${name}]`)) {
      if (input.value === asked) input.checked = true;
      input.addEventListener("change", () => { remember(name, input.value); speak(); });
    }
  }
  speak();

  // Cards: the notes on everything that lies at a place of the text.
  const card = document.createElement("div");
  card.className = "float"; card.hidden = true; card.id = "card"; card.setAttribute("role", "status");
  document.querySelector(".sheet").append(card);
  let shown = null, pinned = false;
  const owner = (ref) => ref.split(".")[0];
  const mark = (piece, article) => {
    const own = new Set(piece.dataset.r.split(" ").map(owner));
    const acts = [...own].filter((ref) => ref.startsWith("a-"));
    const lit = acts.length ? acts[acts.length - 1] : [...own][0];
    for (const other of all("[data-r]", article)) {
      const refs = other.dataset.r.split(" ");
      if (refs.includes(lit)) other.classList.add("hot");
      if (refs.some((ref) => ref.startsWith(lit + "."))) other.classList.add("part");
    }
  };
  const unmark = () => { for (const piece of all(".hot, .part")) piece.classList.remove("hot", "part"); };
  const hide = () => { unmark(); card.hidden = true; shown = null; pinned = false; };
  const show = (piece) => {
    if (piece === shown) return;
    unmark();
    const article = piece.closest("article");
    const list = document.createElement("ul");
    const own = [...new Set(piece.dataset.r.split(" ").map(owner))].reverse();
    for (const ref of own) {
      const note = article.querySelector(`[data-n="${CSS.escape(ref)}"]`);
      if (!note) continue;
      const copy = note.cloneNode(true);
      copy.removeAttribute("id");
      list.append(copy);
    }
    if (!list.children.length) return;
    card.replaceChildren(list);
    card.hidden = false;
    const place = piece.getClientRects()[0], width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.max(8, Math.min(place.left, root.clientWidth - width - 8));
    const below = place.bottom + 8 + height < innerHeight || place.top < height + 8;
    card.style.left = left + scrollX + "px";
    card.style.top = (below ? place.bottom + 8 : place.top - height - 8) + scrollY + "px";
    mark(piece, article);
    shown = piece;
  };
  const pieceOf = (node) => node instanceof Element ? node.closest(".text [data-r]") : null;
  document.addEventListener("pointerover", (event) => {
    if (pinned || event.pointerType === "touch") return;
    const piece = pieceOf(event.target);
    if (piece && piece.closest("article")) show(piece);
    else if (!card.contains(event.target) && shown !== document.activeElement) hide();
  });
  document.addEventListener("focusin", (event) => {
    const piece = pieceOf(event.target);
    if (piece && piece.closest("article")) { pinned = false; show(piece); }
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const piece = pieceOf(event.target);
    if (piece && piece.closest("article")) {
      shown = null; show(piece); pinned = true;
      const link = piece.getAttribute("href");
      if (link) { event.preventDefault(); history.replaceState(null, "", link); target(); }
    } else if (!card.contains(event.target)) hide();
  });
  // Annotations are reached by Tab as well: the first piece of each, in the documents that are on the screen.
  const reachable = (article) => {
    const met = new Set();
    for (const piece of all(".text [data-r]", article)) {
      const fresh = piece.dataset.r.split(" ").map(owner).filter((ref) => !met.has(ref));
      if (fresh.length) { fresh.forEach((ref) => met.add(ref)); piece.tabIndex = 0; }
    }
  };
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { reachable(entry.target); seen.unobserve(entry.target); }
  }, { rootMargin: "200px" });
  for (const article of all("article.document")) seen.observe(article);

  // Permalinks: the act's note is marked, its words in the text too.
  const target = () => {
    for (const note of all(".notes .target")) note.classList.remove("target");
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (_) { /* not encoded: as it is */ }
    const note = id && byId(id);
    if (note && note.matches("[data-n]")) {
      note.classList.add("target");
      const piece = note.closest("article").querySelector(`.text [data-r~="${CSS.escape(note.dataset.n)}"]`);
      if (piece && !pinned) mark(piece, note.closest("article"));
    }
  };
  addEventListener("hashchange", target);
  target();

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); return; }
    const step = { n: 1, p: -1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const cues = all("article.document:not([hidden]) .text a[href]");
    if (!cues.length) return;
    const here = cues.indexOf(document.activeElement);
    const first = cues.findIndex((cue) => cue.getBoundingClientRect().top > 60);
    const next = here < 0 ? (step > 0 ? Math.max(first, 0) : first - 1) : here + step;
    const cue = cues[(next + cues.length) % cues.length];
    cue.scrollIntoView({ block: "center" });
    cue.focus({ preventScroll: true });
  });

  // Search and filters, by row of the index; in one file the texts are searched too.
  const form = byId("filters");
  if (!form) return;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[\u2019\u02bc]/g, "'").toLowerCase();
  // Read from the page when first needed: with thousands of documents this would delay the opening.
  let read = null;
  const rows = () => read ??= all(".index tbody tr").map((row) => ({
    row, article: byId(row.dataset.d), text: null, parties: plain(row.dataset.parties || ""),
    tags: [...row.querySelectorAll("td.n")].map((cell) => cell.textContent.trim() !== ""),
  }));
  const textOf = (item) => {
    if (item.text === null) {
      const body = item.article ? item.article.querySelector(".text").textContent : "";
      item.text = plain(item.row.textContent + " " + item.row.dataset.parties + " " + body);
    }
    return item.text;
  };
  const TAGS = ["ACCUSATION", "DENIAL", "DEMAND"];
  const field = (name) => byId("f-" + name);
  const filter = () => {
    const words = plain(field("text").value).split(/\s+/).filter(Boolean);
    const parties = plain(field("party").value).split("→").map((name) => name.trim()).filter(Boolean);
    const tag = TAGS.indexOf(field("tag").value), publisher = field("publisher").value;
    const from = field("from").value, until = field("until").value;
    let count = 0;
    for (const item of rows()) {
      const day = item.row.dataset.day;
      const keep = (tag < 0 || item.tags[tag]) && (!publisher || item.row.dataset.publisher === publisher)
        && (!from || (day && day >= from)) && (!until || (day && day <= until))
        && parties.every((name) => item.parties.includes(name)) && words.every((word) => textOf(item).includes(word));
      if (item.row.hidden === keep) item.row.hidden = !keep;
      if (item.article && item.article.hidden === keep) item.article.hidden = !keep;
      count += keep;
    }
    byId("f-count").textContent = count;
  };
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const link of all("a[data-party]")) {
    link.addEventListener("click", () => {
      form.reset();
      field("party").value = link.dataset.party;
      field("tag").value = link.dataset.tag || "";
      filter();
    });
  }
})();
