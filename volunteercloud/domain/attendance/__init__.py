"""Check-in 签到, check-out 签退 and confirmation 确认: the organization's working document of who came.

It does not own the record that follows: confirmation writes it through `records` in the same transaction. What a
device delivers twice counts once; a second scan of the same person is a conflict that says so; nothing is dropped.
"""
