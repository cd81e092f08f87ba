"""Statistics 统计: sums by place, time and kind, kept seconds behind what is written, and their measures.

It owns no fact of its own: what was counted of each person and shift is kept beside the sums, so that a change is the
difference of two countings, and a recount proves the sums (`recounting`). What the public sees goes through `disclosure`.
"""
