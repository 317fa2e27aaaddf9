// The worker of the search: reads what can be found, which comes with the first question, and answers beside the page.
//
// Whoever types fast asks a question with every key. Only the last of those that wait is answered.

// All that the engine is made of is asked for at once, not one after the other as each is found in the one before.
import "../../vendor/stemmer/stemmer.js";
import "./words.js";
import "./index.js";
import "./passages.js";
import { Engine } from "./engine.js";
import { unpack } from "./unpack.js";

let engine;
let waiting;

addEventListener("message", ({ data }) => {
  if (data.found) engine = new Engine(unpack(data.found));
  else waiting = data;
  if (engine) setTimeout(answer);
});

function answer() {
  if (!waiting) return;
  const { question, number } = waiting;
  waiting = undefined;
  postMessage({ number, ...engine.search(question) });
}
