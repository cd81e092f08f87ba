"""The columns of an export: everything that a fact is sliced by, and nothing that says whose it is.

There is no column of people, not even of numbers made for one file: place, day, organization, sex and age of everything that
one person did would say who that is. Different people are what the figures count. Homes are told down to the district.
"""

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.statistics.open_data.columns import Column, Type

COLUMNS = (
    Column("day", Type.DAY, _("The day of service.")),
    Column("place", Type.TEXT, _("The code of the region where it was given, as it was on that day.")),
    Column("home", Type.TEXT, _("The district where the person lived."), may_lack=True),
    Column("organization", Type.TEXT, _("The number of the organization."), may_lack=True),
    Column("organization_kind", Type.TEXT, _("The kind of the organization."), may_lack=True),
    Column("kind", Type.TEXT, _("The kind of time: service, training and others.")),
    Column("category", Type.TEXT, _("The category of service."), may_lack=True),
    Column("sdgs", Type.TEXT, _("The goals of the United Nations that it served, with spaces between."), may_lack=True),
    Column("sex", Type.TEXT, _("Sex by GB/T 2261.1: 1 male, 2 female, 0 and 9 not known or not stated.")),
    Column("age", Type.TEXT, _("The youngest age of the band, on the day of service."), may_lack=True),
    Column("grade", Type.TEXT, _("Evidence grade, A to E.")),
    Column("minutes", Type.WHOLE, _("Minutes of service.")),
    Column("counted", Type.YES, _("Whether it counts for the person here, so that it counts by home.")),
)
# The order of rows within a part: by what they say, so that neighbours are not one person's.
EXPRESSIONS = (
    "fact.day",
    "fact.place_code",
    "nullif(left(fact.home_code, 6), '')",
    "nullif(node.number, '')",
    "nullif(fact.organization_kind, '')",
    "fact.kind",
    "nullif(fact.category, '')",
    "nullif(array_to_string(fact.sdgs, ' '), '')",
    "fact.sex",
    "nullif(fact.age_band, '')",
    "fact.grade",
    "fact.minutes",
    # As CSVW and everything else but PostgreSQL says it.
    "CASE WHEN fact.is_counted THEN 'true' ELSE 'false' END",
)
