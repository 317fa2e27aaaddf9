// @ts-check
// The first use of a term explains itself: its meaning is shown beside it, by mouse, keyboard and touch.
// Without this script the term is a link to the glossary whose title is the meaning.

const EDGE = 8;

/** @type {HTMLAnchorElement | null} */
let shown = null;
let touched = false;

const tip = document.createElement("span");
tip.className = "term-tip";
tip.id = "term-tip";
tip.role = "tooltip";

for (const term of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a.term"))) {
  term.dataset.meaning = term.title;
  term.removeAttribute("title");
}

/** @param {EventTarget | null} target */
function termAt(target) {
  return target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (target.closest("a.term")) : null;
}

/** @param {HTMLAnchorElement} term */
function show(term) {
  if (shown === term) return;
  hide();
  shown = term;
  tip.textContent = term.dataset.meaning ?? "";
  document.body.append(tip);
  term.setAttribute("aria-describedby", tip.id);
  place(term.getClientRects()[0]);
}

/** Below the term, or above it where there is no room; never beyond the sides of the window.
 * @param {DOMRect} at */
function place(at) {
  const width = document.documentElement.clientWidth;
  const { offsetWidth, offsetHeight } = tip;
  const left = Math.max(EDGE, Math.min(at.left, width - offsetWidth - EDGE));
  const below = at.bottom + offsetHeight + EDGE < window.innerHeight;
  tip.style.left = `${left + window.scrollX}px`;
  tip.style.top = `${(below ? at.bottom : at.top - offsetHeight) + window.scrollY}px`;
}

function hide() {
  shown?.removeAttribute("aria-describedby");
  shown = null;
  tip.remove();
}

addEventListener("pointerover", event => {
  if (event.pointerType === "touch") return;
  const term = termAt(event.target);
  if (term) show(term);
  else if (shown && event.target !== tip && document.activeElement !== shown) hide();
});

addEventListener("pointerdown", event => {
  touched = event.pointerType === "touch";
  if (touched && shown && event.target !== tip && termAt(event.target) !== shown) hide();
});

// The first tap explains, the second one follows the link. A tap on the explanation ends it, and only here: had it gone on
// pointerdown, the click would hit what lies beneath.
addEventListener("click", event => {
  if (event.target === tip) return hide();
  const term = termAt(event.target);
  if (!touched || !term || term === shown) return;
  event.preventDefault();
  show(term);
});

addEventListener("focusin", event => {
  const term = termAt(event.target);
  if (term?.matches(":focus-visible")) show(term);
});
addEventListener("focusout", event => {
  if (shown && event.target === shown) hide();
});
addEventListener("keydown", event => {
  if (event.key === "Escape") hide();
});
addEventListener("resize", hide);
