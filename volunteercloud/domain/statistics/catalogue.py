"""The measures 指标 with their definitions. What each is computed by stands in `formulas` under the same code.

A new formula gets a new version; a new measure needs a line here, a formula, and a translation of its texts.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .terms import Better, Measure, Need, Unit

FEDERATION = _("China Volunteer Service Federation: requirements for monitoring voluntary service, 2016")
RECORDING = _("Ministry of Civil Affairs: Measures for Recording Voluntary Service and Issuing Certificates, 2020")
MANUAL = _("International Labour Office: Manual on the Measurement of Volunteer Work, 2011; ICLS resolution I, 2013")
OWN = _("This platform")


def _measure(
    code: str, title: Promise, unit: Unit, texts: tuple[Promise, Promise, Promise], *needs: Need, **more: object
) -> Measure:
    definition, formula, source = texts
    return Measure(code, title, unit, definition, formula, source, frozenset(needs), **more)  # type: ignore[arg-type]


MEASURES = (
    _measure(
        "registered",
        _("Registered volunteers"),
        Unit.PEOPLE,
        (
            _("People who live in the region and are registered under their real name, at the end of the period."),
            _("number of registrations that stand"),
            RECORDING,
        ),
        Need.REGISTER,
        better=Better.UP,
    ),
    _measure(
        "registered_rate",
        _("Registered rate"),
        Unit.SHARE,
        (
            _("How many of the residents are registered as volunteers. The plan of 2016 asks for 13 percent."),
            _("registered volunteers ÷ residents, by the last count on or before the end of the period"),
            FEDERATION,
        ),
        Need.REGISTER,
        Need.POPULATION,
        better=Better.UP,
        target=0.13,
    ),
    _measure(
        "people",
        _("People who served"),
        Unit.PEOPLE,
        (
            _(
                "Different people with valid service in the region. Who served twice counts once, so the parts can "
                "come to more than the whole."
            ),
            _("number of different people with a record that stands"),
            MANUAL,
        ),
        Need.PLACE,
        better=Better.UP,
    ),
    _measure(
        "activity_rate",
        _("Activity rate"),
        Unit.SHARE,
        (
            _("How many of the registered volunteers who live in the region served in the period, wherever they did."),
            _("people with valid service who live here ÷ registered volunteers"),
            FEDERATION,
        ),
        Need.HOME,
        Need.REGISTER,
        better=Better.UP,
    ),
    _measure(
        "first_timers",
        _("First-timers"),
        Unit.PEOPLE,
        (
            _("People whose first service ever falls in the period and the region."),
            _("number of people whose earliest record that stands is here"),
            OWN,
        ),
        Need.PLACE,
        better=Better.UP,
    ),
    _measure(
        "retention",
        _("Volunteers who came back"),
        Unit.SHARE,
        (
            _("Of the people whose first service was in the year before, how many served again in this year."),
            _("people who first served last year and served this year ÷ people who first served last year"),
            OWN,
        ),
        Need.COHORTS,
        better=Better.UP,
    ),
    _measure(
        "credit_hours",
        _("Credit hours"),
        Unit.MINUTES,
        (
            _("Service that was evidenced when it happened: grades A, B and C."),
            _("sum of the minutes of records of grades A, B and C ÷ 60"),
            RECORDING,
        ),
        Need.PLACE,
        better=Better.UP,
    ),
    _measure(
        "honour_hours",
        _("Honour hours"),
        Unit.MINUTES,
        (
            _("Service that was claimed or entered afterwards: grades D and E. Never added to credit hours."),
            _("sum of the minutes of records of grades D and E ÷ 60"),
            RECORDING,
        ),
        Need.PLACE,
    ),
    _measure(
        "credit_share",
        _("Share of credit hours"),
        Unit.SHARE,
        (
            _("How much of the service was evidenced when it happened."),
            _("minutes of grades A to C ÷ minutes of grades A to E"),
            OWN,
        ),
        Need.PLACE,
        better=Better.UP,
    ),
    _measure(
        "evidence_mix",
        _("Evidence of service"),
        Unit.MIX,
        (
            _(
                "Service by evidence grade, from a sign-in and sign-out that a leader confirmed (A) to an entry made "
                "afterwards (E)."
            ),
            _("sum of minutes by evidence grade"),
            OWN,
        ),
        Need.PLACE,
    ),
    _measure(
        "record_coverage",
        _("Record coverage"),
        Unit.SHARE,
        (
            _("Of the people who came to a shift, for how many there is a record."),
            _("records of shifts ÷ people who checked in"),
            FEDERATION,
        ),
        Need.SHIFTS,
        better=Better.UP,
    ),
    _measure(
        "hours_per_resident",
        _("Credit hours for each resident"),
        Unit.MINUTES,
        (
            _("What residents gave on average, those who never served included."),
            _("minutes of grades A to C of people who live here ÷ residents ÷ 60"),
            MANUAL,
        ),
        Need.HOME,
        Need.POPULATION,
        better=Better.UP,
    ),
    _measure(
        "needs_met",
        _("Needs met"),
        Unit.SHARE,
        (
            _("Of the needs that ended, how many were met."),
            _("needs met ÷ (needs met + needs that ended without being met)"),
            FEDERATION,
        ),
        Need.NEEDS,
        better=Better.UP,
    ),
    _measure(
        "time_to_answer",
        _("Time to the first answer"),
        Unit.MINUTES,
        (
            _("How long a need was open before somebody offered help, on average."),
            _("sum of the minutes from open to the first offer ÷ needs with an offer"),
            OWN,
        ),
        Need.NEEDS,
        better=Better.DOWN,
    ),
    _measure(
        "fill_rate",
        _("Places filled"),
        Unit.SHARE,
        (
            _("Of the places in shifts that are over, how many somebody held."),
            _("places taken ÷ places"),
            OWN,
        ),
        Need.SHIFTS,
        better=Better.UP,
    ),
    _measure(
        "no_show_rate",
        _("No-shows"),
        Unit.SHARE,
        (
            _("Of the people who held a place, how many stayed away without a word."),
            _("people who stayed away ÷ places taken"),
            OWN,
        ),
        Need.SHIFTS,
        better=Better.DOWN,
    ),
    _measure(
        "hours_by_category",
        _("Hours by category"),
        Unit.MIX,
        (
            _("Credit hours by the category of service that the project names."),
            _("sum of the minutes of grades A to C by category"),
            MANUAL,
        ),
        Need.CATEGORY,
    ),
    _measure(
        "hours_by_sdg",
        _("Hours by development goal"),
        Unit.MIX,
        (
            _(
                "Credit hours by the Sustainable Development Goals that the project names. Service for two goals "
                "stands at both."
            ),
            _("sum of the minutes of grades A to C by goal"),
            MANUAL,
        ),
        Need.SDG,
    ),
    _measure(
        "hours_by_kind",
        _("Hours by kind of time"),
        Unit.MIX,
        (
            _(
                "Recorded time by kind. Only service makes credit and honour hours; preparation, training, paid and "
                "compulsory time stand apart."
            ),
            _("sum of minutes by kind of time"),
            MANUAL,
        ),
        Need.KIND,
    ),
    _measure(
        "training_hours",
        _("Training hours"),
        Unit.MINUTES,
        (
            _("Time of training that was recorded. It is not service and makes no credit hours."),
            _("sum of the minutes of records of kind training ÷ 60"),
            RECORDING,
        ),
        Need.KIND,
        better=Better.UP,
    ),
    _measure(
        "replacement_value",
        _("Replacement cost of service"),
        Unit.FEN,
        (
            _(
                "What it would have cost to pay for the credit hours. Honour hours are valued apart. The hour counts "
                "as the list of wages says for the region, or the nearest above it, and for the year, or the nearest "
                "earlier one."
            ),
            _("hours × value of an hour (region, year)"),
            MANUAL,
        ),
        Need.PLACE,
        Need.WAGES,
    ),
)
