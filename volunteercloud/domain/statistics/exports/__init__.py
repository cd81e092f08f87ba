"""Exports 导出: what was counted, row by row, for officers of a region to work with elsewhere.

No row says whose it is. An export goes on where it was killed, and memory does not grow with it.
"""
