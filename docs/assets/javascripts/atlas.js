// The language link keeps the section that is being read, and a link into a tab opens it.

const language = document.querySelector(".atlas-language");

function keepPlace() {
  const address = new URL(language.href);
  const section = document.querySelector(".md-nav--secondary .md-nav__link--active[href]");
  address.hash = section?.hash || location.hash;
  address.search = location.search;
  address.searchParams.delete("h"); // words that the search had marked, in this language
  language.href = address;
}

for (const event of ["pointerdown", "focus", "click"]) language?.addEventListener(event, keepPlace);

const tab = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (tab?.name?.startsWith("__tabbed_")) tab.checked = true;
