"""Needs: whom they are for is sealed, and erased when they end."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="needs.Need",
        person="poster_id",
        purpose=Purpose.NEEDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "poster_name"},
    ),
    Held(
        model="needs.Need",
        person="posted_by",
        purpose=Purpose.NEEDS,
        closing=Closing.EMPTIED,
        fields={C.WORDS: "rating_words"},
    ),
    Held(
        model="needs.NeedDetails",
        person="owner_id",
        purpose=Purpose.NEEDS,
        closing=Closing.ERASED,
        fields={C.CONTACT: "sealed"},
    ),
    Held(
        model="needs.Offer",
        person="volunteer_id",
        purpose=Purpose.NEEDS,
        closing=Closing.EMPTIED,
        fields={C.NAME: "name", C.WORDS: "words reason"},
    ),
)
PLAIN = (
    Plain(
        "needs.Need",
        "number title title_en words words_en latitude longitude station_name organization_name reason outcome safety",
        "public, held against `core.identifying`, its point rounded to a kilometre",
    ),
    Plain("needs.Step", "words", "public steps of a need"),
    Plain(
        "needs.Pairing",
        "household reason",
        "a household’s public name, given by the organization; ends with the pairing",
    ),
    Plain("needs.Station", "*", "an organization"),
    Plain("needs.NeedFigure", "*", "sums"),
    Plain("needs.NeedShift", "*", "sums"),
    Plain("needs.NeedCount", "*", "sums"),
)
