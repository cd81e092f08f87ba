"""Mailings 群发: what an organization writes to a group, a post or a shift, at hours when people may be written to.

It owns the text, its audience and how far it got; delivery belongs to messages. Nobody gets one mailing twice, however
often it is stopped and resumed; whoever unsubscribed gets none.
"""
