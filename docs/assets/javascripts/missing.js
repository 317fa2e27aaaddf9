// Lets the language that fits the missing address speak first, and asks the search for the words of that address.

const sections = [...document.querySelectorAll(".atlas-missing [data-home]")];
const fitting = sections
  .filter((section) => location.pathname.startsWith(section.dataset.home))
  .sort((a, b) => b.dataset.home.length - a.dataset.home.length)[0];

if (fitting) {
  document.documentElement.lang = fitting.lang;
  document.title = fitting.dataset.title;
  for (const section of sections) section.hidden = section !== fitting;
  fitting.querySelector(".atlas-missing__other").hidden = false;
  fitting.querySelector("input").value = words(location.pathname.slice(fitting.dataset.home.length));
}

// The last part of an address that says something: /en/types/node-port.html asks for "node port".
function words(path) {
  try {
    const parts = decodeURIComponent(path).replace(/\.\w+$/, "").split("/");
    return parts.map((part) => part.replace(/[^\p{L}\p{N}]+/gu, " ").trim()).filter((part) => part && part !== "index").pop() ?? "";
  } catch {
    return ""; // not a text
  }
}
