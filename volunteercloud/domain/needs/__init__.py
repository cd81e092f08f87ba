"""Needs 需求 and their docking 对接: from somebody who asks for help to a shift that was served, or to the reason why not.

A need has one organization that takes it up, held by the database; whom it is for and where they live is told to nobody but
who comes. An open need that nobody answers is passed upward, and ends in a result or in a reason.
"""
