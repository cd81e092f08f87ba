"""The two forms that come with the software: our own, and one of quite other words."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations

from volunteercloud.domain.exchange import loading

LOADED_AT = datetime(2026, 11, 22, tzinfo=UTC)


def load(apps: Any, _schema_editor: Any) -> None:
    form, field, code = (apps.get_model("exchange", name) for name in ("Form", "FormField", "FormCode"))
    for name, title in loading.STANDARD:
        mapping = loading.checked(name, 1, loading.standard(name))
        form.objects.create(
            code=name, version=1, name=title, valid_from=date(2026, 1, 1), loaded_by_label="", loaded_at=LOADED_AT
        )
        field.objects.bulk_create(
            field(
                form_code=name,
                form_version=1,
                entity=entity,
                field=rule.field,
                position=position,
                path=rule.path,
                format=rule.format,
                code_list=rule.code_list,
                required=rule.required,
                fixed=rule.fixed,
            )
            for entity, rules in mapping.rules.items()
            for position, rule in enumerate(rules)
        )
        code.objects.bulk_create(
            code(form_code=name, form_version=1, code_list=name_of_list, ours=ours, theirs=theirs)
            for name_of_list, codes in mapping.codes.items()
            for ours, theirs in codes.items()
        )


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
