import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.attendance import factories as attendance
from tests.domain.credentials import parcels
from tests.domain.nodes import peers
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.credentials.models import BroughtPackage
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.transfers.models import Transfer

COPY, DOWNLOAD, BRING = (reverse(f"volunteer:{name}") for name in ("copy", "download_copy", "bring_copy"))


@pytest.fixture
def served(owner, shift, volunteer, clock, at, log_files):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(hours=1)
    log_actions.integrate(clock.now)


@pytest.fixture
def peer(at, served):
    return peers.confirmed(at, vkey=log_queries.own_keys().log.vkey)


@pytest.fixture
def package(volunteer, clock, peer):
    files = parcels.unzipped(volunteer, volunteer.id, clock.now)
    content = parcels.of_peer(peer, files, clock.now, document_of=volunteer.id).getvalue()
    return SimpleUploadedFile("copy.zip", content, content_type="application/zip")


def test_it_asks_who_one_is_before_it_hands_out_everything(browser, served, volunteer):
    account = Account.objects.get(id=volunteer.id)
    account.set_password("qinghe-demo-2026")
    account.save()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = browser.post(DOWNLOAD)
    assert (asked.status_code, asked.url.split("?")[0]) == (302, reverse("account_reauthenticate"))
    assert Entry.objects.filter(name="credentials.copy_taken").count() == 0
    answer = browser.post(asked.url, {"password": "qinghe-demo-2026"})
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:
        assert found.testzip() is None
        assert {"README.md", "manifest.jws", "records/0001.json", "credentials/badge-01.png"} <= set(found.namelist())
    assert Entry.objects.filter(name="credentials.copy_taken").count() == 1


def test_a_copy_of_a_trusted_place_is_brought_asked_for_and_removed(browser, package, peer, volunteer):
    brought = browser.post(BRING, {"file": package}).url
    page = browser.get(brought)
    assert "not counted here yet" in page.content.decode()
    assert [entry.title for entry in page.context["entries"]] == ["社区送午餐"]
    assert browser.post(brought, {}).status_code == 422
    assert browser.post(brought, {"terms": "on"}).url == brought
    assert Transfer.objects.get().node_name == peer.name
    assert "under way" in browser.get(brought).content.decode()
    assert browser.post(f"{brought}remove/").url == COPY
    assert (BroughtPackage.objects.count(), Transfer.objects.count()) == (0, 1)


def test_what_is_no_copy_is_refused_at_its_field(browser, served):
    answer = browser.post(BRING, {"file": SimpleUploadedFile("copy.zip", b"?")})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert browser.post(BRING, {}).status_code == 422


def test_somebody_elses_package_is_not_found(leader, package, browser):
    brought = browser.post(BRING, {"file": package}).url
    assert leader.get(brought).status_code == 404
    assert leader.post(f"{brought}remove/").status_code == 404


def test_pages_of_copies_take_so_many_statements(browser, package, django_assert_max_num_queries):
    brought = browser.post(BRING, {"file": package}).url
    for address in (COPY, brought):
        with django_assert_max_num_queries(14):
            browser.get(address)
