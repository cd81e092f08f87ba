"""From a file or a pasted list to rows of cells. Nothing in here knows volunteers or shifts, and nothing trusts the file.

`tables.read` is the way in; `archives` opens the container, `workbooks` and `texts` read what is inside, `values` says what
a cell means, `headings` what a column is.
"""
