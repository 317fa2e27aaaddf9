// @ts-check
// The filters of the gallery, and a figure that a link leads to is opened. Without this script it is a grid of links.

const shelf = /** @type {HTMLElement} */ (document.querySelector(".atlas-shelf"));
const form = /** @type {HTMLFormElement} */ (shelf.querySelector("form"));
const told = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
const cards = /** @type {HTMLElement[]} */ ([...shelf.querySelectorAll("li")]);
const groups = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("fieldset")]);

function filter() {
  const wanted = groups.map(group => ({
    by: group.dataset.filter ?? "",
    value: /** @type {HTMLButtonElement | null} */ (group.querySelector("[aria-pressed=true]"))?.value,
  }));
  for (const card of cards) card.hidden = wanted.some(({ by, value }) => value && card.dataset[by] !== value);
  const count = cards.filter(card => !card.hidden).length;
  const { many = "", none = "" } = told.dataset;
  told.value = count ? many.replace("{count}", String(count)) : none;
}

form.addEventListener("click", ({ target }) => {
  const pressed = /** @type {Element} */ (target).closest("button");
  if (!pressed) return;
  for (const one of pressed.parentElement?.querySelectorAll("button") ?? []) one.setAttribute("aria-pressed", String(one === pressed));
  filter();
});

function openFiles() {
  const heading = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const files = heading?.nextElementSibling?.querySelector("details");
  if (files) files.open = true;
}

form.hidden = false;
addEventListener("hashchange", openFiles);
filter();
openFiles();
