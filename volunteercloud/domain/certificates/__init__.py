"""Certificates 志愿服务记录证明: asked for by the volunteer and issued by who recorded, or printed as an extract at once.

It does not own records: a certificate names the versions it was made from, and whether it still stands is found by
comparing them with what stands now, by anybody, never stored.
"""
