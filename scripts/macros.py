"""The module that mkdocs-macros loads: registers what pages can ask (see atlas.site.macros)."""

from __future__ import annotations


def define_env(env: object) -> None:
    """Register the macros, from fresh modules: while serving, the model may have changed."""
    from atlas.site.reload import forget_changed_modules

    forget_changed_modules()
    from atlas.site.macros import define

    define(env)  # type: ignore[arg-type]
