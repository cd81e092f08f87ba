"""What organizations write to many."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("mailings.Mailing", "*", "words of an organization, the same for all"),
    Plain("mailings.Template", "*", "words of an organization, the same for all"),
    Plain("mailings.RegionTemplate", "*", "words of an organization, the same for all"),
)
