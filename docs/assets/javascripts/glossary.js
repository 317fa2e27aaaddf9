// @ts-check
// The filter of the glossary. Without this script the glossary is a list with letters to jump by.

const field = /** @type {HTMLInputElement} */ (document.getElementById("glossary-filter"));
const line = /** @type {HTMLElement} */ (field.closest("p"));
const said = /** @type {HTMLOutputElement} */ (line.querySelector("output"));
const letters = /** @type {HTMLElement} */ (document.querySelector(".glossary__letters"));

const lists = [...document.querySelectorAll(".glossary__letter")].map(letter => {
  const terms = [];
  for (let next = letter.nextElementSibling; next?.tagName === "DL"; next = next.nextElementSibling)
    for (const name of next.querySelectorAll("dt")) terms.push(termOf(name));
  return { letter: /** @type {HTMLElement} */ (letter), terms };
});

/** @param {HTMLElement} name */
function termOf(name) {
  const meaning = /** @type {HTMLElement} */ (name.nextElementSibling);
  return { parts: [name, meaning], text: plain(`${name.textContent} ${meaning.textContent}`) };
}

/** Spaces and case make no difference: 노드포트 finds 노드 포트.
 * @param {string | null} text */
function plain(text) {
  return (text ?? "").toLowerCase().normalize("NFC").replace(/\s+/g, "");
}

function filter() {
  const wanted = plain(field.value);
  let count = 0;
  for (const { letter, terms } of lists) {
    let some = false;
    for (const { parts, text } of terms) {
      const fits = text.includes(wanted);
      for (const part of parts) part.hidden = !fits;
      if (fits) count += 1;
      some ||= fits;
    }
    letter.hidden = !some;
  }
  letters.hidden = wanted !== "";
  const { many = "", one = "", none = "" } = said.dataset;
  said.value = wanted ? (count === 1 ? one : count ? many.replace("{count}", String(count)) : none) : "";
}

line.hidden = false;
field.addEventListener("input", filter);
filter();
