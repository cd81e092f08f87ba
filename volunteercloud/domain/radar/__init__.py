"""The radar 识别: cases that explain why records look bought, for an officer to look into.

A case shows its reasons with the rows behind them. It decides nothing: an officer dismisses it with a reason or turns it
into an objection.
"""
