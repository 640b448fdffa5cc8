"""How often a process looks for garbage: Python by itself does after every 700 new objects."""

import gc
from typing import Final

# A page makes some ten thousand objects, an appendix of two thousand tasks a million, and nearly
# all of them go by themselves: looking for the rest every 700 took a third of an import's time.
NEW_OBJECTS: Final = 20_000


def look_for_garbage_seldom() -> None:
    """Look for garbage after so many new objects only."""
    gc.set_threshold(NEW_OBJECTS)
