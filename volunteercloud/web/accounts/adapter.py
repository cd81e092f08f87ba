"""What allauth asks of the house: where accounts, phones and codes live."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    pass
