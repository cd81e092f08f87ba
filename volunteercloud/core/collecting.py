"""How often Python looks for lost circles of objects: rarely, in processes that stay.

It looks after every 700 new objects, and now and then at everything that a process holds: of a batch of some thousand rows a
sixth of the time. Hardly any circles are made here, and what is in none is given back at once in any case.
"""

import gc

NEW_OBJECTS, YOUNG, OLD = 50_000, 20, 50


def rarely() -> None:
    """For the rest of this process, once it is set up: what it holds by now stays and is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG, OLD)
