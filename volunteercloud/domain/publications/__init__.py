"""Publications 公告与帮助: announcements and news of a region, and the pages of help that officers edit, in both languages.

It owns the text and its versions; markup is made safe when it is shown. What was published stays readable by version.
"""
