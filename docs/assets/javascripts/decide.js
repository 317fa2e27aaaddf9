// @ts-check
// One question at a time: an answer leads to the next question or to what fits. Without this script all of them stand below
// each other, and the answers are links from one to the next.

const box = /** @type {HTMLElement} */ (document.querySelector(".decide"));
const { soFar = "", again = "", all = "" } = box.dataset;

/** @type {Map<string, HTMLElement>} */
const questions = new Map();
for (const part of /** @type {HTMLElement[]} */ ([...box.children])) {
  if (part.tagName === "H3") {
    const question = document.createElement("section");
    part.before(question);
    questions.set(part.id, question);
  }
  [...questions.values()].at(-1)?.append(part);
}
const first = questions.keys().next().value ?? "";

const bar = document.createElement("nav");
bar.className = "decide__trail";
bar.setAttribute("aria-label", soFar);
const path = document.createElement("ol");
const restart = button(again, () => go(first));
const every = button(all, () => show(every.getAttribute("aria-pressed") === "true" ? current() : null));
bar.append(path, restart, every);
box.prepend(bar);

/** @type {{question: string, answer: string}[]} */
let trail = [];

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "atlas-button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

/** @param {string} id */
function go(id) {
  if (current() === id) show(id);
  else location.hash = id;
}

function current() {
  const id = decodeURIComponent(location.hash.slice(1));
  return questions.has(id) ? id : first;
}

/** Show one question, or all of them.
 * @param {string | null} id */
function show(id) {
  for (const [name, question] of questions) question.hidden = id !== null && name !== id;
  every.setAttribute("aria-pressed", String(id === null));
  const asked = trail.findIndex(step => step.question === id);
  if (asked >= 0) trail = trail.slice(0, asked);
  if (id === first) trail = [];
  restart.hidden = !trail.length;
  path.replaceChildren(...trail.map(step => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${step.question}`;
    link.textContent = step.answer;
    item.append(link);
    return item;
  }));
}

box.addEventListener("click", ({ target }) => {
  const link = /** @type {Element} */ (target).closest("li > a[href^='#q-']");
  const question = link?.closest("section");
  if (!link || !question) return;
  const answer = (link.closest("li")?.textContent ?? "").split(":")[0].trim();
  trail.push({ question: question.querySelector("h3")?.id ?? "", answer });
});

addEventListener("hashchange", () => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!questions.has(id)) return;
  show(id);
  const heading = /** @type {HTMLElement} */ (document.getElementById(id));
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});
show(current());
