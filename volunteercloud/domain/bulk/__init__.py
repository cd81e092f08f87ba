"""Bulk entry 批量录入: a spreadsheet or a list from a program, checked line by line before anything is written.

A sheet is read, its columns are matched, a dry run says what would come of each line; then it is committed once, however
often it is sent.
"""
