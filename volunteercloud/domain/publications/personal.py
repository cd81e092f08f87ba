"""What officers publish."""

from volunteercloud.core.personal import Plain

PLAIN = (
    Plain("publications.Publication", "*", "public texts of an office"),
    Plain("publications.PublicationVersion", "*", "public texts of an office"),
)
