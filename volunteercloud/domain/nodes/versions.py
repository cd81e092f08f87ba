"""The protocol between nodes, by its version. A version stays as it is; what is new gets a new number."""

from collections.abc import Iterable

SPOKEN = (1,)


def common(theirs: Iterable[int]) -> int | None:
    """The highest that both speak."""
    return max(set(SPOKEN) & set(theirs), default=None)
