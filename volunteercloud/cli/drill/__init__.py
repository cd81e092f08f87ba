"""Two or three real nodes on one machine, a link between them that does what links do, and what is seen of it.

Each node has a database, keys, a site and a worker of its own; nothing in them is replaced. `nodes` starts and kills them,
`link` is the network, `hand` does at a node what its people do there, `watching` reads all databases at once, and
`schedules` makes of a number what happens and goes wrong.
"""
