"""What a nation takes: rows by table, bytes on the disk, and the largest part of the nation that fits."""

from fractions import Fraction

from .nation import Nation, changed_among

# Bytes of a row with its part of the indexes, measured at 1/100 (docs/simulate.md says how).
BYTES = {
    "identity_volunteer": 330,
}
