"""Open data: what is public here, in formats that others read. The same for everybody: no cookie, no language, no session.

All of it is made of the documents of `search`, which holds what is public and nothing else, and of what `needs` and
`regions` say in public. What others publish (kind ELSEWHERE) is theirs and is not passed on.
"""
