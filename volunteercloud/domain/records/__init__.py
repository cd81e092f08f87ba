"""Service records 服务记录: append-only, corrected by a new version, whole in themselves.

It does not own how service was evidenced, only what evidence is written; a record copies title, organization, region
and times and names its source by kind and id. No two valid records of a person overlap: the database refuses.
"""
