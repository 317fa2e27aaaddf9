"""Geometry: what is wrong with the drawings of a page, as a browser shows them."""

from __future__ import annotations

from playwright.sync_api import Page

LAYOUTS = {"wide": 1200, "narrow": 360}
"""How wide the screen is on which each layout is shown, in pixels."""
SMALLEST_TEXT = 11.9

MEASURE = """
(layout) => {
  const problems = [];
  const shrunk = (rect, by) => ({left: rect.left + by, right: rect.right - by, top: rect.top + by, bottom: rect.bottom - by});
  const ink = (rect) => ({left: rect.left + 0.5, right: rect.right - 0.5, top: rect.top + 0.22 * rect.height, bottom: rect.bottom - 0.22 * rect.height});
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const inside = (a, b, slack) => a.left >= b.left - slack && a.right <= b.right + slack && a.top >= b.top - slack && a.bottom <= b.bottom + slack;
  const drawings = [...document.querySelectorAll(`.atlas-drawing--${layout} > svg`)];
  for (const svg of drawings) {
    const name = svg.getAttribute("aria-labelledby").split("--")[0];
    const sheet = svg.getBoundingClientRect();
    if (sheet.width < 100) problems.push(`${name}: not shown`);
    if (sheet.right > document.documentElement.clientWidth + 0.5) problems.push(`${name}: wider than the screen`);
    const scale = sheet.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll("text")];
    for (const text of texts) {
      const badge = text.closest(".badge");
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (!badge && size < SMALLEST) problems.push(`${name}: "${text.textContent}" is ${size.toFixed(1)} px high`);
      const owner = text.closest(".box, .badge, .header, .paper-card");
      if (owner) {
        const frame = owner.querySelector("path, ellipse, polygon, rect").getBoundingClientRect();
        if (!inside(ink(text.getBoundingClientRect()), frame, 0)) problems.push(`${name}: "${text.textContent}" leaves its box`);
      } else if (!inside(ink(text.getBoundingClientRect()), sheet, 0)) problems.push(`${name}: "${text.textContent}" leaves the figure`);
    }
    const rects = texts.map(text => ink(text.getBoundingClientRect()));
    for (let i = 0; i < texts.length; i++)
      for (let j = i + 1; j < texts.length; j++)
        if (overlap(rects[i], rects[j])) problems.push(`${name}: "${texts[i].textContent}" lies over "${texts[j].textContent}"`);
    const badges = [...svg.querySelectorAll(".badge ellipse")].map(one => shrunk(one.getBoundingClientRect(), 2 * scale));
    for (let i = 0; i < badges.length; i++) {
      for (let j = i + 1; j < badges.length; j++) if (overlap(badges[i], badges[j])) problems.push(`${name}: two numbers overlap`);
      for (const [k, text] of texts.entries())
        if (!text.closest(".badge") && overlap(badges[i], rects[k])) problems.push(`${name}: a number lies over "${text.textContent}"`);
    }
    const boxes = [...svg.querySelectorAll(".box > path:first-of-type, .box > g > path:first-of-type")].map(one => shrunk(one.getBoundingClientRect(), 3 * scale));
    for (const leg of svg.querySelectorAll(".leg path")) {
      const matrix = leg.getScreenCTM(), length = leg.getTotalLength();
      for (let at = 0; at <= length; at += 4) {
        const point = leg.getPointAtLength(at).matrixTransform(matrix);
        if (boxes.some(box => point.x > box.left && point.x < box.right && point.y > box.top && point.y < box.bottom)) {
          problems.push(`${name}: line ${leg.parentElement.id || leg.parentElement.dataset.hop} runs through a box`); break;
        }
      }
    }
  }
  return {drawings: drawings.length, problems};
}
""".replace("SMALLEST", str(SMALLEST_TEXT))
"""Returns how many drawings of a layout a page has, and what is wrong with them."""


def problems_of(page: Page, layout: str) -> tuple[int, list[str]]:
    """Return how many drawings of a layout the page has, and what is wrong with them."""
    found = page.evaluate(MEASURE, layout)
    return found["drawings"], found["problems"]
