// What can be found, from the file of the site. How it is packed, and why, says diagrams/atlas/site/search_packing.py.

const FIRST_SIGN = 0x21;
const NONE_SHARED = 65;

/** Return the pages with their sections, the spellings, what the site does not treat, its terms and where a reader begins. */
export function unpack(file) {
  const [head, titles, asked, passages, code, spellings, elsewhere, terms, ...told] = file.split("\n");
  const pieces = whole(told);
  const groups = (text) => text.split("\t").map((group) => (group ? group.split(" ").map((item) => read(item, pieces)) : []));
  const { pages, weights, entry } = JSON.parse(head);
  const of = { asked: groups(asked), passages: groups(passages), code: groups(code) };
  const named = groups(titles);
  let at = 0;
  return {
    pages: pages.map(([address, weight, anchors], number) => {
      const [title, ...headings] = named[number];
      const sections = anchors.split(" ").map((anchor, index) => {
        const [code = ""] = of.code[at];
        return { anchor, title: headings[index], asked: of.asked[at], passages: of.passages[at++], code, weight: weights[anchor] ?? 1 };
      });
      return { address, title, weight, sections };
    }),
    spellings: groups(spellings),
    elsewhere: groups(elsewhere)[0],
    terms: groups(terms),
    entry,
  };
}

function whole(told) {
  let before = "";
  return told.map((line) => (before = before.slice(0, line.charCodeAt(0) - NONE_SHARED) + line.slice(1)));
}

function read(item, pieces) {
  let text = "";
  for (let at = 0; at < item.length; at++) text += pieces[item.charCodeAt(at) - FIRST_SIGN];
  return text;
}
