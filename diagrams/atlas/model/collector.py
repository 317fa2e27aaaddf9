"""gc_paused: the garbage collector kept away while very many objects are made."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Generator[None, None, None]:
    """Keep the garbage collector away from work that makes no garbage.

    It would look through all new objects again and again, which takes most of the time where there are hundreds of
    thousands of them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Together these make all new objects old ones without looking at them.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
