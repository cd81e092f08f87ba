"""数据公开: the figures of the country, of its regions and organizations, open to everybody and followed down to the street.

What is shown has passed `statistics.disclosure`; every page says as of when it is, and what it leaves out.
"""
