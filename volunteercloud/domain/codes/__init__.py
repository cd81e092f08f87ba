"""Code lists 代码表: every list a jurisdiction may change (categories, skills, languages, SDG targets …), with validity dates.

It owns terms and their names in both languages, and no meaning beyond them. A term is retired, never deleted.
"""
