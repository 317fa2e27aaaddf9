// The worker of the search: fetches what can be found with the first question, and answers beside the page.
//
// Whoever types fast asks a question with every key. Only the last of those that wait is answered.

import { Engine } from "./engine.js";

let engine;
let waiting;

addEventListener("message", ({ data }) => {
  engine ??= fetch(data.sections).then(async (answer) => new Engine(await answer.json()));
  if (!waiting) setTimeout(answer);
  waiting = data;
});

async function answer() {
  const ready = await engine;
  const { question, number } = waiting;
  waiting = undefined;
  postMessage({ number, ...ready.search(question) });
}
