"""Which extra brings a package that is not installed: the model needs YAML only."""

from __future__ import annotations

from atlas.text.text import Lang, Text

EXTRAS = {
    "draw": ("diagrams", "jinja2", "lxml", "markupsafe", "PIL", "resvg_py"),
    "site": ("mkdocs",),
}
"""The modules that each extra of pyproject.toml brings, as far as they are imported here."""
MISSING = Text(
    ko="이 명령에는 {extra} 옵션 패키지가 필요합니다. `pip install 'service-atlas[{extra}]'` 명령으로 설치합니다.",
    en="this needs the extra {extra}: pip install 'service-atlas[{extra}]'",
)


def missing_extra(error: ModuleNotFoundError, lang: Lang) -> str:
    """Return which extra brings the module; "" if none does, which is our own fault."""
    module = (error.name or "").partition(".")[0]
    found = (extra for extra, modules in EXTRAS.items() if module in modules)
    return next((MISSING.fill(lang, extra=extra) for extra in found), "")
