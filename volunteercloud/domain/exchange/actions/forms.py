"""Loading a form: what an official text calls things goes into tables, and nothing is programmed for it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.exchange import loading, rules
from volunteercloud.domain.exchange.mapping import FormMapping
from volunteercloud.domain.exchange.models import Form, FormCode, FormField


@dataclass(frozen=True, slots=True)
class Loaded:
    """A version of a form as it was understood; ``form`` is None where it was only tried."""

    mapping: FormMapping
    form: Form | None


@transaction.atomic
def load_form(
    *,
    actor: Actor,
    code: str,
    name: str,
    content: bytes,
    file_name: str,
    valid_from: date,
    is_dry_run: bool = False,
    at: datetime,
) -> Loaded:
    """Load the next version of a form from a table, valid from a day on; the one before ends that day. With ``is_dry_run``
    it is only read. Refused with the first row that is wrong (`exchange.form`), and for a day before that of the version
    before (`exchange.form_day`). Messages that were made keep their version."""
    rules.check_may_load(actor)

    rules.check_code(code)
    last = Form.objects.select_for_update().filter(code=code).order_by("-version").first()
    version = (last.version if last else 0) + 1
    mapping = loading.checked(code, version, loading.rows_of(content, file_name))
    if last and valid_from <= last.valid_from:
        raise Refused(
            "exchange.form_day",
            _("The version before is valid from %(day)s; this one begins later.") % {"day": last.valid_from},
            field="valid_from",
        )
    if not 2 <= len(name.strip()) <= 200:
        raise Refused("exchange.name", _("A name has 2 to 200 characters."), field="name")
    if is_dry_run:
        return Loaded(mapping, None)

    if last:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    form = _written(mapping, name.strip(), valid_from, actor, at)

    trail = uuid5(NAMESPACE_URL, f"volunteercloud-form:{code}")
    facts = {"version": version, "valid_from": str(valid_from)}
    audit.record(actor, "exchange.form_loaded", at=at, owner_id=trail, subject=("form", trail, code), facts=facts)
    return Loaded(mapping, form)


def _written(mapping: FormMapping, name: str, valid_from: date, actor: Actor, at: datetime) -> Form:
    code, version = mapping.code, mapping.version
    form = Form.objects.create(
        code=code, version=version, name=name, valid_from=valid_from, loaded_by_label=actor.label[:200], loaded_at=at
    )
    FormField.objects.bulk_create(
        FormField(
            form_code=code,
            form_version=version,
            entity=entity,
            field=rule.field,
            position=position,
            path=rule.path,
            format=rule.format,
            code_list=rule.code_list,
            required=rule.required,
            fixed=rule.fixed,
        )
        for entity, several in mapping.rules.items()
        for position, rule in enumerate(several)
    )
    FormCode.objects.bulk_create(
        FormCode(form_code=code, form_version=version, code_list=one, ours=ours, theirs=theirs)
        for one, codes in mapping.codes.items()
        for ours, theirs in codes.items()
    )
    return form
