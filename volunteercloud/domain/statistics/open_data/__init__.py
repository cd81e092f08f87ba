"""Open data 开放数据: what the public sees of the figures, as files by month that are never changed.

Everything in them has passed `disclosure`. A month that was corrected later gets a further version beside the first.
"""
