"""Webhooks 事件推送: what happens with an organization, told to a system of its own within seconds.

It owns the addresses, the kinds of events they asked for and each delivery with its tries; the delivery is written with what
it tells of, and sent after it, signed as Standard Webhooks 1.0 has it. It carries ids, never who somebody is.
"""
