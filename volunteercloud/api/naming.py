"""Names in the description of the API: several areas have a `Kind` or a `State`, and each is described by itself."""

import re
from typing import Any

from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreModeRef, DefsRef

OF_AN_AREA = re.compile(r"\bvolunteercloud\.domain\.(\w+)\.[\w.]*?(\w+)(?=:)")


class Named(NinjaGenerateJsonSchema):
    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """What an area chose the name of is called after it, `MembersState`: of two with one name ninja would show the last
        for both."""
        reference, mode = core_mode_ref
        return super().get_defs_ref((OF_AN_AREA.sub(_with_area, reference), mode))


def _with_area(found: re.Match[str]) -> str:
    return f"{found[1].capitalize()}{found[2]}"


class _Model:
    """A model of ninja's that describes itself by these names."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def model_json_schema(self, **asked: Any) -> dict[str, Any]:
        return self._model.model_json_schema(**asked | {"schema_generator": Named})


class Described(OpenAPISchema):
    def _extract_parameters(self, model: Any) -> list[dict[str, Any]]:
        return super()._extract_parameters(_Model(model))

    def _create_schema_from_model(self, model: Any, *given: Any, **named: Any) -> tuple[dict[str, Any], bool]:
        return super()._create_schema_from_model(_Model(model), *given, **named)
