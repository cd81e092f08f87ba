"""Intake 导入: lists of organizations and of members that come as spreadsheets or open data, line by line with a result.

It owns the lists, their dry run and their results; organizations and members stay with their areas. The same list
changes nothing the second time.
"""
