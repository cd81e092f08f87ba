"""An example of everything, made from the description itself: a value that fits, and reads like one."""

from typing import Any

NAMED = {
    "name": "谷雨",
    "name_en": "Linxi Library Volunteers",
    "name_latin": "Gu Yu",
    "title": "社区送午餐",
    "title_en": "Lunches for neighbours",
    "post": "送餐员",
    "post_en": "Lunch runner",
    "place": "临溪街道食堂",
    "place_en": "Linxi canteen",
    "content": "把食堂的午餐送到独居老人家里。",
    "risks": "路上车多，请走人行道。",
    "purpose": "为社区老人送午餐。",
    "reason": "提前一小时结束。",
    "category": "elderly",
    "region": "9901",
    "region_code": "990101",
    "service_region_code": "990101",
    "code": "V3K7M",
    "kind": "organization",
    "grade": "A",
    "standing": "valid",
    "state": "confirmed",
    "number": "VQ7K4M2X9TRD",
    "volunteer_number": "VQ7K4M2X9TRD",
    "volunteer_name": "小满",
    "organization_name": "晨光志愿服务队",
    "organization_name_en": "Morning Light Volunteers",
    "contact_name": "谷雨",
    "contact_phone": "990 1000 0001",
    "head": "清明",
    "handler": "芒种",
    "recorder_name": "谷雨",
    "confirmer_name": "谷雨",
    "token": "AaKwsYbCeb6SZukp0cfG-w",
    "masked": "****************18",
    "document_number": "****************18",
    "birth_on": "1990-04-20",
    "ends_at": "2026-05-16T03:00:00Z",
    "out_at": "2026-05-16T03:00:00Z",
    "to_on": "2026-12-31",
    "recruits_to": "2026-08-31",
    "expires_on": "2036-05-16",
    "withdrawn_at": None,
    "withdrawn_reason": "",
    "valid_to": None,
    "next": None,
    "beneficiaries": ["elderly"],
    "categories": ["community"],
    "skills": ["driving"],
    "languages": ["zh"],
    "sdg_targets": ["11.7"],
    "minutes": 120,
    "credit_minutes": 120,
    "worked_minutes": 120,
    "certified_minutes": 120,
    "now_minutes": 60,
    "places": 10,
    "places_left": 4,
    "latitude": 31.2304,
    "longitude": 121.4737,
}
BY_FORMAT = {
    "uuid": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10",
    "date-time": "2026-05-16T01:00:00Z",
    "date": "2026-05-16",
}
BY_TYPE: dict[str, Any] = {"string": "", "integer": 1, "number": 1.0, "boolean": True, "object": {}, "null": None}

JSON_TYPE = {str: "string", int: "integer", float: "number", list: "array", type(None): "null"}


def example(schema: dict[str, Any], components: dict[str, Any], name: str = "") -> Any:
    """A value that fits a schema of the description; ``name`` is that of the field it is for."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rsplit("/", 1)[1]], components, name)
    if schema.get("examples"):
        return schema["examples"][0]
    kinds = {kind.get("type") for kind in [schema, *schema.get("anyOf", ())]}
    if name in NAMED and JSON_TYPE[type(NAMED[name])] in kinds and "enum" not in schema:
        return NAMED[name]
    for kind in schema.get("anyOf", ()):
        if kind.get("type") != "null":
            return example(kind, components, name)
    return _made_up(schema, components)


def _made_up(schema: dict[str, Any], components: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema:
        return {field: example(said, components, field) for field, said in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example(schema["items"], components)]
    return BY_FORMAT.get(schema.get("format", "")) or schema.get("default") or BY_TYPE.get(schema.get("type", ""))
