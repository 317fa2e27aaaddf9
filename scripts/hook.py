"""The hook of both MkDocs builds. What happens at each event stands in atlas.site.hook."""

from atlas.site.hook import (
    on_build_error,
    on_config,
    on_env,
    on_files,
    on_nav,
    on_page_content,
    on_page_context,
    on_post_build,
    on_post_page,
    on_pre_build,
    on_serve,
    on_startup,
    on_template_context,
)

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_nav",
    "on_page_content",
    "on_page_context",
    "on_post_build",
    "on_post_page",
    "on_pre_build",
    "on_serve",
    "on_startup",
    "on_template_context",
]
