"""The public log: it reveals nothing about anyone."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("log.Leaf", "*", "salted hashes; without salt and content they tell nothing"),
    Plain("log.Checkpoint", "*", "sums over the tree"),
    Plain("log.Witness", "*", "other nodes"),
    Plain("log.FollowedLog", "*", "other nodes"),
    Plain("log.FollowedCheckpoint", "*", "other nodes"),
    Plain("log.Alarm", "facts reason", "which place of the tree; no names"),
    Plain("log.Tree", "*", "one row"),
)
