"""What organizations have told to systems of their own: ids, which lead to a person in this database alone."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("hooks.Endpoint", "*", "addresses of organizations and the keys that sign for them"),
    Plain("hooks.Delivery", "*", "ids and moments, without names, and gone after some weeks"),
)
