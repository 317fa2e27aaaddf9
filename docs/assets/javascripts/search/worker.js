// The worker of the search: fetches what can be found with the first question, and answers beside the page.

import { Engine } from "./engine.js";

let engine;

addEventListener("message", async ({ data: { sections, question, number } }) => {
  engine ??= fetch(sections).then(async (answer) => new Engine(await answer.json()));
  postMessage({ number, ...(await engine).search(question) });
});
