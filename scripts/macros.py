"""The module that mkdocs-macros loads: registers what pages can ask (see atlas.site.macros)."""

from __future__ import annotations


def define_env(env: object) -> None:
    """Register the macros, from fresh modules: while serving, the model may have changed.

    Raises PluginError if the manifests are bad, which MkDocs prints as it stands.
    """
    from atlas.site.reload import forget_changed_modules

    forget_changed_modules()
    from atlas.site.macros import BadManifests, define

    try:
        define(env)  # type: ignore[arg-type]
    except BadManifests as problem:
        from mkdocs.exceptions import PluginError  # the only word of MkDocs: others need none

        raise PluginError(str(problem)) from problem
