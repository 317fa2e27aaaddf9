"""A page that has come to rest: what it does by itself is done, so that measuring it does not depend on the machine's speed."""

from __future__ import annotations

from playwright.sync_api import Page

FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: in the first, observers of sizes answer what was changed; before the second, that is laid out."""

FONTS = """async () => {
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules].filter(rule => rule instanceof CSSFontFaceRule && rule.cssText.includes("optional"))
    .map(rule => [rule.style, new URL(rule.style.getPropertyValue("src").match(/url\\("?([^")]+)/)[1], sheet.href)]));
  for (const [style, address] of rules) {
    const face = new FontFace(style.getPropertyValue("font-family").replaceAll('"', ""), `url("${address}")`, {
      weight: style.getPropertyValue("font-weight"), unicodeRange: style.getPropertyValue("unicode-range") });
    document.fonts.add(await face.load());
  }
}"""
"""Loads the site's fonts. A font that comes late is left out for good (`font-display: optional`), and what is measured then
are the letters of another one."""


def settle(page: Page) -> None:
    """Wait until what was changed last, such as the size of the window, is laid out."""
    page.evaluate(FRAMES)


def load_fonts(page: Page) -> None:
    """Have the page show its own fonts, however late they come."""
    page.evaluate(FONTS)
    settle(page)
