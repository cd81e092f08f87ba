"""The names of the lists, as they stand in `Term.list` and as files in `data`."""

from enum import StrEnum


class CodeList(StrEnum):
    BENEFICIARY = "beneficiary"
    CATEGORY = "category"
    DOCUMENT_KIND = "document_kind"
    EDUCATION = "education"
    EMPLOYMENT = "employment"
    ETHNICITY = "ethnicity"
    GUARDIAN_RELATION = "guardian_relation"
    LANGUAGE = "language"
    NATIONALITY = "nationality"
    ORGANIZATION_KIND = "organization_kind"
    POLITICAL_STATUS = "political_status"
    SDG_GOAL = "sdg_goal"
    SDG_TARGET = "sdg_target"
    SEX = "sex"
    SKILL = "skill"
