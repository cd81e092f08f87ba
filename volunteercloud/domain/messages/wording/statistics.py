"""About figures: what left its band, reports by mail, questions that were answered."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "statistics_alert": Text(
        _("{region}: {figure} {value}"),
        _(
            "{figure} of {region} came to {value} in {month}. Expected is: {band}. Look at its parts to see where it comes from."
        ),
    ),
    "statistics_report": Text(
        _("Figures of {region}, {period}"),
        _("{lines}\n\nAs of {until}. The report and its figures as a spreadsheet are attached."),
    ),
    "statistics_report_ended": Text(
        _("Your report about {region} has ended"),
        _("Your office does not include the figures of {region} any more, so the report about it is sent no more."),
    ),
    "statistics_answered": Text(
        _("Your question is answered"),
        _("Your question to the figures of {region} is answered. The answer is kept for thirty days."),
    ),
    "statistics_unanswered": Text(
        _("Your question could not be answered"),
        _(
            "Your question to the figures of {region} could not be answered. Its page says why, and how to make it smaller."
        ),
    ),
}
