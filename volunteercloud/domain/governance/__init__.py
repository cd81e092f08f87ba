"""Governance 地区设置: what officers set for service in their region, from a day to come on.

It owns no rows: the rules live in `regions`, where every area reads them. Nothing is set for the past, as hours were
recorded by what held then.
"""
