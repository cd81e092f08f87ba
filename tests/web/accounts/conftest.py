import pytest

from volunteercloud.web.accounts.adapter import AccountAdapter


@pytest.fixture
def codes(monkeypatch):
    """The codes made, in their order; what is sent is sealed on its way."""
    made = []
    for name in ("login", "email_verification", "phone_verification", "password_reset"):
        generate = getattr(AccountAdapter, f"generate_{name}_code")

        def noting(self, generate=generate, **facts):
            made.append(generate(self, **facts))
            return made[-1]

        monkeypatch.setattr(AccountAdapter, f"generate_{name}_code", noting)
    return made
