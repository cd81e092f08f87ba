"""Figures that officers get by mail, as a paper and as a spreadsheet."""
