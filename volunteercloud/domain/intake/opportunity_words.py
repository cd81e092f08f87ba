"""What is said of a line that is about an opportunity elsewhere."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .opportunity_columns import OpportunityColumn

WRITE_TIME = _("Write the day and the time like 2026-12-01 09:00.")

WORDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "opportunity.same": (_("This is there already and says the same."), ""),
    "opportunity.changes": (_("This is there already and says something else now."), _("It is changed.")),
    "opportunity.returns": (_("This was withdrawn and is in the list again."), _("It stands again.")),
    "opportunity.renamed": (
        _("What stands as “{before}” has this title, place and time too; here it is called “{now}”."),
        _("If the source gave its opportunities new ids, take the new ids over; nothing is entered twice."),
    ),
    "opportunity.gone": (_("Its source says that it stands no more."), _("It is withdrawn.")),
    "opportunity.gone_already": (_("Its source says that it stands no more, and it does not stand here."), ""),
    "opportunity.missing": (_("This stands here and is missing from the list."), _("It is withdrawn.")),
    "opportunity.missing_many": (
        _("This stands here and is missing from the list, like {missing} of the {standing} that stand."),
        _("If the list is really the whole, say that what is missing is to be withdrawn."),
    ),
    "opportunity.withdrawn": (_("Withdrawn."), ""),
    "opportunity.title_missing": (_("The title is missing."), _("Say which column holds it, or fill it in.")),
    "opportunity.key_missing": (
        _("It stands no more, and without its id nobody can tell which one it was."),
        _("Fill in the id that it has at its source."),
    ),
    "opportunity.key_twice": (_("Row {other} has the same id."), _("Keep one of the two rows.")),
    "opportunity.address_missing": (
        _("No address of a page says where one signs up, and the source has none either."),
        _("Fill in an address that begins with https://, or give the source one."),
    ),
    "opportunity.when": (_("“{said}” is no time that can be read."), WRITE_TIME),
    "opportunity.when_ambiguous": (
        _("“{said}” can be two days, by which of the numbers is the month."),
        WRITE_TIME,
    ),
    "opportunity.ends_before": (_("It would end before it starts: “{said}”."), _("Correct the start or the end.")),
    "opportunity.over": (_("Its time is past, so nobody could come any more."), _("Leave it out.")),
}

NOTES: dict[str, Promise] = {
    "key_supposed": _("No id is given; it is told by its web address, or by title, place and time."),
    "region_supposed": _("No region is given; this is the one of the source."),
    "address_of_source": _("It leads to the page of the source, as it has none of its own."),
    "web_address_left_out": _("Its web address can't be one of a page; it is left out."),
    "point_left_out": _("Latitude and longitude are no place on earth; they are left out."),
    "places_left_out": _("The number of places is no number; it is left out."),
    "terms_left_out": _("Some kinds, skills or languages are not on the code lists; they are left out."),
    "numbers_hidden": _("Numbers of people's phones and identity cards in the text are hidden."),
}

ABOUT: dict[str, OpportunityColumn] = {
    "opportunity.title_missing": OpportunityColumn.TITLE,
    "opportunity.key_missing": OpportunityColumn.KEY,
    "opportunity.key_twice": OpportunityColumn.KEY,
    "opportunity.renamed": OpportunityColumn.KEY,
    "opportunity.address_missing": OpportunityColumn.ADDRESS,
    "opportunity.when": OpportunityColumn.STARTS,
    "opportunity.when_ambiguous": OpportunityColumn.STARTS,
    "opportunity.ends_before": OpportunityColumn.ENDS,
    "opportunity.over": OpportunityColumn.ENDS,
}
