"""A message as a form would write it, with made-up content, for whoever reads a form before it counts."""

from . import envelopes, fields, markup
from .fields import Kind
from .mapping import FormMapping, Line, Value
from .models import Entity

VALUES: dict[Kind, Value] = {
    Kind.TEXT: "谷雨",
    Kind.WHOLE: 90,
    Kind.FLAG: True,
    Kind.LIST: ["community", "elderly"],
    Kind.DAY: "2026-05-16",
    Kind.MOMENT: "2026-05-16T09:00:00+08:00",
}
KEY = b"sample"


def line_of(mapping: FormMapping, entity: str) -> Line:
    """A line that has every field of a form; where codes are translated, the first of them."""
    found: Line = {}
    known = fields.of(entity)
    for rule in mapping.rules.get(entity, ()):
        codes = mapping.codes.get(rule.code_list)
        found[rule.field] = next(iter(codes)) if codes else VALUES[known[rule.field].kind]
    return found


def sample(mapping: FormMapping) -> dict[str, object]:
    """A message of service records, or of the first entity that the form knows."""
    told = [one.value for one in Entity if mapping.rules.get(one.value)]
    entity = Entity.RECORD.value if Entity.RECORD in told else told[0]
    head: Line = {
        "message_id": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10",
        "version": mapping.version,
        "sender": "volunteer.example",
        "receiver": "system",
        "created_at": "2026-05-16T09:00:00+08:00",
        "entity": entity,
        "operation": "add",
        "sequence": 1,
        "count": 1,
    }
    return envelopes.sealed(mapping, head, [line_of(mapping, entity)], KEY)


def as_xml(mapping: FormMapping) -> str:
    """The sample, indented; and read again, so that a form that could not be is never shown as if it could."""
    message = sample(mapping)
    envelopes.opened(envelopes.as_xml(message), mapping, KEY)
    name, tree = markup.read(envelopes.as_xml(message))
    return markup.indented(name, tree)
