"""Other installations."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("nodes.OwnNode", "*", "of an installation"),
    Plain("nodes.Node", "*", "of an installation"),
    Plain("nodes.NodeKey", "*", "of an installation"),
    Plain("nodes.OwnKey", "*", "of an installation"),
    Plain("nodes.Heard", "*", "of an installation"),
)
