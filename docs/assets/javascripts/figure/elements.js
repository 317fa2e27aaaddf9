// @ts-check
// Elements: find them, make them, and put finished markup among them.

const SVG = "http://www.w3.org/2000/svg";

/** The element within `root`; the page's templates promise that it is there.
 * @param {ParentNode} root @param {string} selector @returns {HTMLElement} */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
export const all = (root, selector) => [...root.querySelectorAll(selector)].map(found => /** @type {HTMLElement} */ (found));

/** @param {string} name @param {Record<string, string | number>} [attributes] @param {(string | Node)[]} children */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** The nodes of markup that the build has finished and escaped.
 * @param {string} html */
export function parsed(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

/** What markup says, without signs.
 * @param {string} html */
export const plain = html => parsed(html).textContent ?? "";

/** The elements of each of these pieces of a drawing. All are parsed at once: that is quicker than one by one.
 * @param {string[]} pieces @returns {SVGElement[]} */
export function parsedDrawing(pieces) {
  const page = new DOMParser().parseFromString(
    `<svg xmlns="${SVG}" xmlns:xlink="http://www.w3.org/1999/xlink">${pieces.join("")}</svg>`, "image/svg+xml");
  return [...document.adoptNode(page.documentElement).children].map(element => /** @type {SVGElement} */ (element));
}

/** An element of a drawing.
 * @param {string} name @param {Record<string, string | number>} [attributes] @param {(string | Node)[]} children */
export function drawn(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** A sentence with its placeholders filled.
 * @param {string} template @param {Record<string, unknown>} facts */
export const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (_, name) => String(facts[name]));
