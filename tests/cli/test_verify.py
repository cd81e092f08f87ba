import click
import pytest
from django.utils import translation

from tests.domain.certificates.conftest import organization, owner, served, shift, volunteer
from tests.domain.credentials import parcels
from tests.domain.credentials.conftest import sealed
from tests.domain.nodes import peers
from volunteercloud.cli.commands import verify
from volunteercloud.core.errors import Refused

__all__ = ["organization", "owner", "sealed", "served", "shift", "volunteer"]


@pytest.fixture
def printed(tmp_path, capsys, monkeypatch, sealed):
    """What the command prints of a file, and how it ends. Its own way to the database is left out: the tests are connected."""
    monkeypatch.setattr(verify.timezone, "now", lambda: sealed)

    def printed(content):
        path = tmp_path / "copy.zip"
        path.write_bytes(content.getvalue())
        try:
            with translation.override("en"):
                verify.command.callback.__wrapped__(what=str(path), code=None)
            code = 0
        except click.exceptions.Exit as ended:
            code = ended.exit_code
        return capsys.readouterr().out.splitlines(), code

    return printed


def test_a_copy_is_told_to_be_genuine_unknown_or_changed(printed, volunteer, sealed):
    files = parcels.unzipped(volunteer, volunteer.id, sealed)
    said, code = printed(parcels.zipped(files))
    assert (said[0], code) == ("copy.zip: genuine and unchanged, signed by this node", 0)
    assert said[-1] == "records  1, 1 of 1 versions proved by its public log"
    stranger = parcels.of_peer(peers.Peer("lichun.example"), files, sealed)
    assert printed(stranger)[1] == 3
    said, code = printed(parcels.zipped(files | {"profile.json": b"{}"}))
    assert (said, code) == (
        ["copy.zip: does not hold", "fault    profile.json: a file was changed after it was signed"],
        3,
    )


def test_what_is_no_copy_is_refused_in_words(printed, tmp_path):
    with pytest.raises(click.UsageError):
        verify.command.callback.__wrapped__(what=str(tmp_path / "none.zip"), code=None)
    (tmp_path / "text.zip").write_bytes(b"?")
    with pytest.raises(Refused):
        verify.command.callback.__wrapped__(what=str(tmp_path / "text.zip"), code=None)
