"""Fixtures of the checks that read the built site."""

from support.built_site import site

__all__ = ["site"]
