from tests.web.accounts.conftest import codes

__all__ = ["codes"]
