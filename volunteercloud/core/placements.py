"""Where a table may live. A module of its own: the engine of the database reads it before there are any models."""

from enum import StrEnum


class Placement(StrEnum):
    VOLUNTEER = "volunteer"
    ORGANIZATION = "organization"
    REFERENCE = "reference"
    CLAIM = "claim"
    OWNER = "owner"
    LOCAL = "local"
