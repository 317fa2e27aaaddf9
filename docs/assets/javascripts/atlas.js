// What the frame needs besides the theme's script: the language link keeps the section that is being read, a link into a
// tab opens it, and what the theme adds to a page can be reached and told apart by everyone.

const language = document.querySelector(".atlas-language");

function keepPlace() {
  const address = new URL(language.href);
  const section = document.querySelector(".md-sidebar--secondary .md-nav__link--active");
  address.hash = section?.hash || location.hash;
  address.search = location.search;
  language.href = address;
}

for (const event of ["pointerdown", "focus", "click"]) language?.addEventListener(event, keepPlace);

const tab = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (tab?.name?.startsWith("__tabbed_")) tab.checked = true;

// The theme wraps tables and adds a bar to each code block after the page has loaded.
function mendAdditions() {
  for (const bar of document.querySelectorAll("nav.md-code__nav:not([role])")) bar.setAttribute("role", "none");
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
}

const article = document.querySelector("article");
if (article) {
  mendAdditions();
  new MutationObserver(mendAdditions).observe(article, { childList: true, subtree: true });
  addEventListener("resize", mendAdditions);
}
