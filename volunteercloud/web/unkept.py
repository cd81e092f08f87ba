"""Numbers of documents and passwords are never written back into a page: whoever typed one types it again."""

from django import forms

# How the fields are called into which the number of a document is typed. Others that are called so are typed again, too.
NUMBERS = frozenset({"number", "document"})


class UnkeptInput(forms.TextInput):
    """A field that comes back empty when its form is handed back, and says so (`parts/field.html`)."""

    is_unkept = True

    def format_value(self, value: object) -> None:
        return None
