// The search worker of the pages. It starts the theme's worker with the reader's first question, so that a page on
// which nobody searches fetches neither that worker nor the documents; and it asks for a term in both languages.
//
// The theme's worker is named behind the # of this script's address. Messages are the theme's own.

const SETUP = 0;
const READY = 1;
const QUERY = 2;

const files = new URL("../../search/", location.href);
let setup;
let engine;

addEventListener("message", async ({ data: message }) => {
  if (message.type === SETUP) {
    setup = message.data;
    postMessage({ type: READY });
  } else if (message.data || engine) {
    engine ??= start();
    const { worker, terms } = await engine;
    worker.postMessage({ type: QUERY, data: inBothLanguages(message.data, terms) });
  }
});

async function start() {
  const [docs, terms] = await Promise.all(["documents.json", "terms.json"].map(fetchFile));
  const worker = new Worker(new URL(location.hash.slice(1), location.href.split("#")[0]));
  await new Promise((ready) => {
    worker.addEventListener("message", ({ data }) => (data.type === READY ? ready() : postMessage(data)));
    worker.postMessage({ type: SETUP, data: { ...setup, docs } });
  });
  return { worker, terms };
}

async function fetchFile(name) {
  return (await fetch(new URL(name, files))).json();
}

// A question in quotes, or with operators, means exactly what it says. Any other may also match the further spellings of the
// terms in it; only those of one word, because each word of a longer one would match by itself.
function inBothLanguages(question, terms) {
  if (/["+:~^*]|(^|\s)-/.test(question)) return question;
  const added = terms
    .filter((spellings) => spellings.some((spelling) => mentions(question, spelling)))
    .flat()
    .filter((spelling) => !/\s/.test(spelling) && !mentions(question, spelling));
  return [question, ...new Set(added)].join(" ");
}

// A Korean particle may follow a term directly, a Latin letter may not.
function mentions(question, term) {
  const literal = term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![a-z0-9])`, "iu").test(question);
}
