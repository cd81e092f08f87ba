"""Activities 活动, their posts 岗位 and shifts 班次, and who signed up for them 报名, waiting list included.

It does not own what a project is nor whether people came. A shift never holds more people than places; nobody holds
places in two shifts at the same time: the database refuses both.
"""
