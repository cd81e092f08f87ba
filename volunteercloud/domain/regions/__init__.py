"""Administrative divisions 行政区划 with validity dates and successors, and the rules each region sets for service in it.

Codes are GB/T 2260 without trailing zeros (2, 4, 6, 9 or 12 digits), so that "this region and below" is a prefix.
A code is retired with its successor named, never deleted and never reused.
"""
