// The search box: the theme's, with its keys, in front of a worker of ours. Worker and index are fetched with the first key.
//
// Results are links, so that they can be opened like any other; the arrow keys walk through them. What is said about them is
// written in the page (docs/overrides/partials/search.html): this script holds no words.

const MARKED = "atlas-search-words"; // where the words that led to a page wait for it

const box = document.querySelector(".md-search");
if (box) startSearch(box, new URL("worker.js", import.meta.url));

function startSearch(box, workerAddress) {
  const input = box.querySelector(".md-search__input");
  const meta = box.querySelector(".md-search-result__meta");
  const list = box.querySelector(".md-search-result__list");
  const near = box.querySelector(".atlas-near");
  const toggle = document.getElementById("__search");
  const sections = new URL(box.dataset.sections, location.href);
  const home = new URL("..", sections);
  let worker;
  let asked = "";
  let answered = "";
  let number = 0;
  let following = false; // Enter was pressed before the answer came

  // ---- open and close
  function open(isOpen) {
    if (toggle.checked !== isOpen) toggle.click();
  }

  function close() {
    open(false);
    input.blur();
  }

  toggle.addEventListener("change", () => {
    list.hidden = !toggle.checked;
    list.setAttribute("role", toggle.checked ? "list" : "presentation");
  });
  input.addEventListener("focus", () => open(true));
  input.form.addEventListener("submit", (event) => event.preventDefault());
  input.form.addEventListener("reset", () => {
    input.focus();
    requestAnimationFrame(ask);
  });
  document.querySelector("header label[for=__search]")?.addEventListener("click", () => input.focus());
  list.addEventListener("click", ({ target }) => {
    if (!target.closest("a")) return;
    sessionStorage.setItem(MARKED, JSON.stringify([...new Set([...list.querySelectorAll("mark")].map((mark) => mark.textContent))]));
    open(false);
  });

  // ---- keys
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    const pressed = toggle.checked ? keyInside(event.key) : keyOutside(event);
    if (pressed) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  function keyOutside({ key, target }) {
    if (!["/", "s", "f"].includes(key) || target.isContentEditable || target.matches?.("select, textarea, input:not([type=radio], [type=checkbox])")) return false;
    input.focus();
    input.select();
    return true;
  }

  function keyInside(key) {
    const active = document.activeElement;
    switch (key) {
      case "Enter":
        if (active !== input) return false;
        following = true;
        follow();
        return true;
      case "Escape":
      case "Tab":
        close();
        return false;
      case "ArrowUp":
      case "ArrowDown": {
        const stops = [input, ...box.querySelectorAll(".md-search__output :is(a, button)")].filter((stop) => stop.offsetParent);
        const step = key === "ArrowUp" ? stops.length - 1 : 1;
        stops[(Math.max(0, stops.indexOf(active)) + step) % stops.length].focus();
        return true;
      }
      default:
        if (active !== input && (key.length === 1 && key !== " " || key === "Backspace")) input.focus();
        return false;
    }
  }

  function follow() {
    if (!following || answered !== asked || asked !== input.value.trim()) return;
    following = false;
    list.querySelector("a")?.click();
  }

  // ---- questions and answers
  for (const event of ["input", "keyup"]) input.addEventListener(event, ask);

  function ask() {
    const question = input.value.trim();
    if (question === asked) return;
    asked = question;
    following = false;
    if (!question) return show({ pages: [], near: [], entry: "" });
    if (!worker) start();
    worker.postMessage({ question, number: ++number });
  }

  function start() {
    const failed = () => (meta.textContent = meta.dataset.failed);
    meta.textContent = meta.dataset.reading;
    worker = new Worker(workerAddress, { type: "module" });
    worker.addEventListener("message", ({ data }) => data.number === number && show(data));
    worker.addEventListener("error", failed);
    fetch(sections)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((found) => worker.postMessage({ found }), failed);
  }

  function show({ pages, near: terms, entry }) {
    answered = asked;
    box.dataset.answered = asked;
    const { none, one, many, begin } = meta.dataset;
    meta.textContent = !asked ? begin : pages.length > 1 ? many.replace("{count}", pages.length) : pages.length ? one : none;
    list.replaceChildren(...pages.map(item));
    near.hidden = !asked || pages.length > 0;
    near.querySelector("ul").replaceChildren(...terms.map((names) => term(names[document.documentElement.lang === "ko" ? 1 : 0])));
    near.querySelector("ul").hidden = near.querySelector("p").hidden = !terms.length;
    near.querySelector("a").href = new URL(entry, home);
    box.querySelector(".md-search__scrollwrap").scrollTop = 0;
    follow();
  }

  function item(page) {
    const item = element("li", "md-search-result__item");
    item.append(...page.sections.map((section, at) => link(page, section, at === 0)));
    return item;
  }

  function link(page, section, isBest) {
    const link = element("a", "md-search-result__link");
    link.href = new URL(page.address + (section.anchor && `#${section.anchor}`), home);
    link.tabIndex = -1;
    const article = element("article", "md-search-result__article md-typeset");
    article.dataset.mdScore = section.score.toFixed(2);
    if (isBest) article.append(marked("p", "atlas-found__page", [page.title]));
    article.append(marked(isBest ? "h1" : "h2", "", section.heading));
    if (section.asked) article.append(marked("p", "atlas-found__asked", section.asked));
    if (isBest || !section.asked) article.append(marked("p", "", section.passage));
    link.append(article);
    return link;
  }

  function term(name) {
    const item = element("li");
    const button = element("button", "atlas-button", name);
    button.type = "button";
    button.addEventListener("click", () => {
      input.value = name;
      input.focus();
      ask();
    });
    item.append(button);
    return item;
  }

  // A question in the address (?q=) is asked at once.
  const question = new URLSearchParams(location.search).get("q");
  if (question) {
    input.value = question;
    input.focus();
    ask();
  }
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// An element with a text in pieces, of which every other one is a word that was asked for.
function marked(name, className, pieces) {
  const made = element(name, className);
  made.append(...pieces.map((piece, at) => (at % 2 ? element("mark", "", piece) : piece)));
  return made;
}

// The words that led to a page are marked on it, where the browser can do that without changing the page.
const led = JSON.parse(sessionStorage.getItem(MARKED) ?? "[]");
sessionStorage.removeItem(MARKED);
if (led.length && window.Highlight && document.querySelector("article")) {
  const ranges = [];
  const texts = document.createNodeIterator(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (const word of led) {
      for (let at = text.data.indexOf(word); at >= 0; at = text.data.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + word.length);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("atlas-searched", new Highlight(...ranges));
}
