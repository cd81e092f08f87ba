"""Facts of people are counted from; cells are sums."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="statistics.PersonFact",
        person="volunteer_id",
        purpose=Purpose.FIGURES,
        closing=Closing.KEPT,
        fields={C.TRAITS: "sex", C.HOME: "region_code", C.TRACES: "registered_on"},
        because="derived anew as soon as the account is closed: then there is none",
    ),
    Held(
        model="statistics.ServiceFact",
        person="volunteer_id",
        purpose=Purpose.FIGURES,
        closing=Closing.KEPT,
        fields={
            C.SERVICE: "day place_code organization_kind category sdgs",
            C.HOME: "home_code",
            C.TRAITS: "sex age_band",
        },
        because="derived anew as soon as the account is closed: then without sex and age, under an id that leads to nobody",
    ),
    Held(
        model="statistics.KeptQuestion",
        person="account_id",
        purpose=Purpose.WORK,
        closing=Closing.ERASED,
        fields={C.WORDS: "name query region_code"},
    ),
    Held(
        model="statistics.Inquiry",
        person="account_id",
        purpose=Purpose.WORK,
        closing=Closing.ERASED,
        fields={C.WORDS: "query region_code refusal", C.TRACES: "backend answer"},
    ),
    Held(
        model="statistics.Report",
        person="account_id",
        purpose=Purpose.WORK,
        closing=Closing.KEPT,
        fields={C.TRACES: "region_code measures since_on"},
        because="what an officer had sent to them; the account it went to is empty",
    ),
)
PLAIN = (
    Plain("statistics.Export", "*", "an officer’s export of sums"),
    Plain("statistics.Snapshot", "*", "sums"),
    Plain("statistics.Shape", "*", "outlines of regions"),
    Plain("statistics.Band", "*", "an officer’s watch on sums"),
    Plain("statistics.Alert", "*", "sums"),
    Plain("statistics.SentReport", "*", "sums"),
)
