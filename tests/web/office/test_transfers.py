from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.domain.identity import factories as identity
from tests.domain.organizations import factories
from tests.web.volunteer.transfers import There, moved_away, recorded
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity import names, residences
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.transfers import actions, terms
from volunteercloud.domain.transfers.models import Transfer

TRANSFERS, FILES, ANSWER = (reverse(f"office:{name}") for name in ("transfers", "transfer_files", "answer_transfers"))
MOVES = reverse("office:moves")
MASKED = names.masked("小满")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def somebody(owner, settings, now):
    settings.DEMO = True
    return identity.person(now - timedelta(days=60), name="小满", email="xiaoman@qinghe.example")


@pytest.fixture
def there(owner, now, log_files):
    return There(now)


@pytest.fixture
def moved(there, owner, organization, somebody, now):
    """Three records are offered, one of them is refused."""
    recorded(owner, organization, somebody, now - timedelta(days=9))
    return moved_away(there, somebody, now, refused="record.overlap")


def text_of(page):
    return " ".join(page.content.decode().split())


def address_of(somebody, transfer_id):
    return reverse("office:transfer", args=[somebody.id, transfer_id])


def test_a_transfer_is_listed_masked_opened_and_the_person_sees_it(browser, officer, somebody, moved):
    address = address_of(somebody, moved)
    listed = text_of(browser.get(TRANSFERS, {"part": "over"}))
    assert [address in listed, MASKED in listed, "小满" in listed] == [True, True, False]
    opened = browser.get(address)
    assert ["小满" in text_of(opened), len(opened.context["refused"])] == [True, 1]
    entry = Entry.objects.get(name="transfers.opened")
    assert (entry.owner_id, entry.actor_id) == (somebody.id, officer.id)


def test_what_moved_is_counted_by_month(browser, moved):
    (month,) = browser.get(TRANSFERS).context["months"]
    assert (month.went.people, month.went.records, month.went.minutes, month.came.people) == (1, 2, 240, 0)


def test_what_needs_a_look_comes_first(browser, somebody, moved):
    assert browser.get(TRANSFERS).context["part"] == "open"
    Transfer.objects.update(trouble="transfer.contradiction")
    page = browser.get(TRANSFERS)
    assert (page.context["part"], address_of(somebody, moved) in text_of(page)) == ("look", True)


def test_who_is_called_otherwise_elsewhere_needs_a_look(browser, signed_in, somebody, there, now):
    there.ask("request", now, name="小滿")
    actions.tell_awaited(actor=somebody, at=now)
    page = browser.get(TRANSFERS)
    said, opened = text_of(page), reverse("office:person", args=[somebody.id])
    assert (page.context["part"], page.context["troubled"], opened in said) == ("look", 1, True)
    assert "Character 2 of the name is another one." in said
    assert ["小满" in said, "小滿" in said, f"{MASKED} at Bailu Volunteer Cloud" in said] == [False, False, True]
    assert "Nothing needs a look" not in said
    assert opened not in text_of(browser.get(TRANSFERS, {"part": "open"}))

    told = text_of(signed_in(somebody).get(reverse("volunteer:moving")))
    assert "At Bailu Volunteer Cloud records were asked for with your document, under another name" in told
    assert "小滿" not in told


def test_officers_of_another_region_find_nothing(signed_in, somebody, moved):
    elsewhere = signed_in(factories.officer("990102", "寒露"))
    assert elsewhere.get(address_of(somebody, moved)).status_code == 404
    assert elsewhere.get(TRANSFERS, {"region": "990101", "part": "over"}).context["rows"] == []
    assert Entry.objects.filter(name="transfers.opened").count() == 0


def test_a_file_is_made_and_what_is_no_file_is_refused(signed_in, there, somebody, now):
    whole = signed_in(factories.officer(None, "立冬"))
    assert whole.post(FILES, {"node": there.node.name}).status_code == 422, "nothing to say yet"
    actions.ask(
        actor=somebody, volunteer_id=somebody.id, node_name=there.node.name, bring=True, terms=terms.VERSION, at=now
    )
    made = whole.post(FILES, {"node": there.node.name})
    assert (made.status_code, made.headers["Content-Type"].split(";")[0]) == (200, "application/jose")
    assert made.content.decode().count(".") == 4
    for content in (b"nothing", b"\xff\x00", made.content):
        answer = whole.post(ANSWER, {"file": SimpleUploadedFile("transfers.jwe", content)})
        assert (answer.status_code, list(answer.context["file_form"].errors)) == (422, ["file"])
    assert whole.post(ANSWER, {}).status_code == 422


def test_who_carries_a_file_holds_an_office_over_the_whole_site(browser, there):
    assert [browser.get(FILES).status_code, browser.post(ANSWER, {}).status_code] == [403, 403]
    assert FILES not in text_of(browser.get(TRANSFERS))


def test_who_moved_in_and_out_is_listed_by_month(signed_in, somebody, now):
    identity.actions.move_residence(
        actor=somebody,
        volunteer_id=somebody.id,
        region_code="990102",
        from_on=timezone.localdate(now),
        terms=RESIDENCE.version,
        at=now,
    )
    left, came = signed_in(factories.officer("990101", "立冬")), signed_in(factories.officer("990102", "寒露"))
    assert [len(page.context["rows"]) for page in (left.get(MOVES), left.get(MOVES, {"way": "out"}))] == [0, 1]
    page = came.get(MOVES)
    assert [len(page.context["rows"]), MASKED in text_of(page), "小满" in text_of(page)] == [1, True, False]
    assert came.get(MOVES, {"month": "9999-99", "after": "~~"}).status_code == 200
    assert residences.on(somebody.id, timezone.localdate(now)).region_id == "990102"


def test_lists_ask_little_of_the_database(browser, moved, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get(TRANSFERS)
    with django_assert_max_num_queries(10):
        browser.get(MOVES)
