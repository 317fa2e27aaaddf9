// Runs before the page is painted: the functions that the theme's script expects, and the colour scheme.
// Keys keep the theme's form, so that its own script reads and writes the same settings; both languages share them.

const __md_scope = new URL(document.currentScript.dataset.scope, location);

function __md_hash(text) {
  return [...text].reduce((hash, character) => (hash << 5) - hash + character.charCodeAt(0), 0);
}

function __md_get(key, storage = localStorage, scope = __md_scope) {
  return JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
}

function __md_set(key, value, storage = localStorage, scope = __md_scope) {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the setting, not the page.
  }
}

function chosenScheme() {
  const color = __md_get("__palette")?.color;
  if (color && color.media !== "(prefers-color-scheme)") return color.scheme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default";
}

new MutationObserver((_, observer) => {
  if (!document.body) return;
  observer.disconnect();
  document.body.setAttribute("data-md-color-scheme", chosenScheme());
}).observe(document.documentElement, { childList: true });
