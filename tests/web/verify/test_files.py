import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.domain.credentials import parcels
from tests.domain.nodes import peers
from tests.web.verify.test_verify import certificate
from volunteercloud.domain.certificates import printing
from volunteercloud.domain.log import actions as log_actions

__all__ = ["certificate"]

FILE = reverse("verify:file")


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


def sent(visitor, content, name="copy.zip"):
    return visitor.post(FILE, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def files(volunteer, certificate, clock, log_files):
    log_actions.integrate(clock.now)
    return parcels.unzipped(volunteer, volunteer.id, clock.now)


def test_a_genuine_copy_says_whose_it_is_and_no_more_than_it_says_itself(visitor, files):
    words = sent(visitor, parcels.zipped(files).getvalue()).content.decode()
    assert "This copy is genuine <wbr>and unchanged" in words
    assert "小满" in words
    assert "1 of 1 versions proved by the public log" in words


def test_one_of_an_unknown_place_is_told_apart_and_a_changed_one_refused(visitor, files, clock):
    stranger = parcels.of_peer(peers.Peer("lichun.example"), files, clock.now).getvalue()
    assert "signed by nobody known here" in sent(visitor, stranger).content.decode()
    changed = parcels.zipped(files | {"profile.json": b"{}"}).getvalue()
    words = sent(visitor, changed).content.decode()
    assert "a file was changed after it was signed" in words
    assert "小满" not in words


def test_the_pdf_of_a_certificate_is_ours_until_it_is_changed(visitor, certificate, clock):
    paper = printing.pdf(certificate, clock.now)
    assert "This certificate is unchanged" in sent(visitor, paper, "c.pdf").content.decode()
    changed = paper + b"\n%"
    assert "Not signed here, <wbr>or changed since" in sent(visitor, changed, "c.pdf").content.decode()


@pytest.mark.parametrize("content", [b"?", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 1000])
def test_any_other_file_is_answered_in_words(visitor, db, content):
    answer = sent(visitor, content)
    assert (answer.status_code, answer.context["found"].verdict) == (200, "stop")


def test_without_a_file_the_form_says_so(visitor, db):
    answer = visitor.post(FILE, {})
    assert (answer.status_code, list(answer.context["files"].errors)) == (422, ["file"])
    assert visitor.get(FILE).status_code == 405
