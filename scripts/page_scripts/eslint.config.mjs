import js from "@eslint/js";

// What pages offer besides the language itself. `node_modules/globals` would be one more thing to pin.
const PAGE = [
  "CSS", "DOMParser", "Element", "Highlight", "HTMLElement", "MutationObserver", "NodeFilter", "Option", "Range", "URL", "URLSearchParams", "Worker",
  "addEventListener", "clearInterval", "clearTimeout", "console", "document", "fetch", "getComputedStyle", "history",
  "localStorage", "location", "matchMedia", "navigator", "performance", "postMessage", "removeEventListener",
  "requestAnimationFrame", "self", "sessionStorage", "setInterval", "setTimeout", "visualViewport", "window",
];
const readonly = names => Object.fromEntries(names.map(name => [name, "readonly"]));

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: readonly(PAGE) },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["**/scheme.js"], // no module: the theme's own script in the page calls its functions
    languageOptions: { sourceType: "script", globals: readonly(["__md_get", "__md_hash", "__md_scope", "__md_set"]) },
    rules: { "no-redeclare": "off", "no-unused-vars": ["error", { vars: "local", argsIgnorePattern: "^_" }] },
  },
  {
    files: ["**/explore.js", "**/figure/*.js"],
    rules: { complexity: ["error", 12], "max-lines-per-function": ["error", 40], "no-shadow": "error" },
  },
];
