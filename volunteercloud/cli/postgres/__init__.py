"""A PostgreSQL of our own for a laptop, a test run or a small town: one cluster in the data folder, one private socket.

Commands *join* it: the first starts it, all share it, the last one to leave ends it. Who is still there is told by a
file lock, which the kernel drops however a process ends, so neither a crash nor ``kill -9`` can leave a wrong count.
With `DATABASE_URL` set nothing of this runs.
"""
