// Leaves the language that fits the missing address: the edition whose first page the address lies below.

const sections = [...document.querySelectorAll(".atlas-missing [data-home]")];
const fitting = sections
  .filter((section) => location.pathname.startsWith(section.dataset.home))
  .sort((a, b) => b.dataset.home.length - a.dataset.home.length)[0];

if (fitting) {
  document.documentElement.lang = fitting.lang;
  document.title = fitting.dataset.title;
  for (const section of sections) section.hidden = section !== fitting;
}
