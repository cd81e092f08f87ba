"""What the columns of a file mean, for programs (CSV on the Web, W3C 2015). Pure."""

from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from volunteercloud.domain.statistics.open_data.columns import Column, Type
from volunteercloud.domain.statistics.open_data.datasets import BY_CODE, Dataset

from . import addresses

LANGUAGES = {"zh-Hans": "zh-hans", "en": "en"}
REGIONS = BY_CODE["regions"]


def in_both(text: str | Promise) -> dict[str, str]:
    """A text in both languages, by the tags that others know them by."""
    found = {}
    for tag, language in LANGUAGES.items():
        with override(language):
            found[tag] = str(text)
    return found


def metadata(dataset: Dataset, name: str) -> dict[str, Any]:
    """Of the file that is called ``name``, a month or the latest, together with the regions that it names."""
    tables = [_table(dataset, name)]
    if dataset.region_columns and dataset is not REGIONS:
        tables.append(_table(REGIONS, name.partition("-v")[0]))
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"language": "en"}],
        "dc:title": _values(dataset.title),
        "dc:description": _values(dataset.about),
        "dc:license": {"@id": settings.DATA_LICENCE},
        "tables": tables,
    }


def _table(dataset: Dataset, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(column) for column in dataset.columns],
        "primaryKey": list(dataset.key),
    }
    if dataset.region_columns:
        regions = addresses.file(REGIONS.code, name.partition("-v")[0], "csv")
        own = addresses.file(dataset.code, name, "csv")
        resource = own if dataset is REGIONS else regions
        schema["foreignKeys"] = [
            {"columnReference": column, "reference": {"resource": resource, "columnReference": "code"}}
            for column in dataset.region_columns
        ]
    return {"url": addresses.file(dataset.code, name, "csv"), "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    datatype: Any = {"base": "boolean", "format": "true|false"} if column.type == Type.YES else column.type.value
    said = {"name": column.name, "titles": column.name, "datatype": datatype, "dc:description": _values(column.meaning)}
    return said if column.may_lack else said | {"required": True}


def _values(text: str | Promise) -> list[dict[str, str]]:
    return [{"@value": word, "@language": tag} for tag, word in in_both(text).items()]
