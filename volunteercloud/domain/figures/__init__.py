"""Figures 数据: sums that are kept up to date, by organization and by everything below it in the tree.

It owns no fact of its own: every figure can be counted again from the rows of the areas below, and a check does so.
"""
