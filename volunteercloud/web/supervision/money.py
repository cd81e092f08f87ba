"""Amounts of money in forms: typed in yuan, kept in fen."""

from decimal import Decimal

from django import forms

FEN = 100


class YuanField(forms.DecimalField):
    """Answers fen. `initial` is given in fen too."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_digits=15, decimal_places=2, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "class": "input-num"}

    def clean(self, value):
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * FEN)

    def prepare_value(self, value):
        return Decimal(value) / FEN if isinstance(value, int) else value
