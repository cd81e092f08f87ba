import pytest
from django.db import DataError, OperationalError, connection
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.web import middleware

STRICT = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"}


def test_every_page_forbids_foreign_and_inline_script(client, db):
    response = client.get("/help/")
    policy = response["Content-Security-Policy"].split("; ")
    assert set(policy) >= STRICT
    assert not any("unsafe" in part for part in policy)
    assert response["Permissions-Policy"].startswith("camera=(self)")


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        (None, None, "zh-Hans"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "zh-TW,zh;q=0.9", "zh-Hans"),
        (None, "fr", "zh-Hans"),
        ("en", "zh-CN", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_readers_language(client, db, cookie, header, language):
    if cookie:
        client.cookies["django_language"] = cookie
    response = client.get("/help/", headers={"accept-language": header} if header else {})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in response.text


def answer_to(exception, method="get"):
    def view(request):
        raise AssertionError

    request = getattr(RequestFactory(), method)("/somewhere/", headers={"referer": "http://testserver/form/"})
    request.resolver_match = None
    return middleware.refusals(view).process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (NotFound(), 404),
        (NotAllowed(), 403),
        (Refused("x.y", "It is full."), 409),
        (Refused("x.y", "It is wrong.", field="name"), 422),
        (OperationalError(), 503),
    ],
)
def test_each_no_has_its_status(exception, status):
    assert answer_to(exception).status_code == status


def test_another_exception_is_not_ours():
    assert answer_to(ValueError()) is None


def test_a_refusal_says_what_happened_and_what_to_do():
    page = answer_to(Refused("x.y", gettext_lazy("It is full."), next_step="Join the waiting list.")).text
    assert "It is full." in page
    assert "Join the waiting list." in page
    assert 'href="http://testserver/form/"' in page


@pytest.fixture
def database_away(db):
    def away(*_):
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(away):
        yield


def test_what_was_typed_survives_a_database_that_is_away(client, database_away):
    typed = {"login": "lin@qinghe.example", "password": "spring-rain-2026", "remark": "<第一行>"}
    response = client.post("/accounts/login/?next=/me/", typed, headers={"accept-language": "en"})
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert '<input type="hidden" name="login" value="lin@qinghe.example">' in response.text
    assert '<input type="hidden" name="remark" value="&lt;第一行&gt;">' in response.text
    assert 'action="/accounts/login/?next=/me/"' in response.text
    assert "csrfmiddlewaretoken" in response.text
    assert "spring-rain-2026" not in response.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "For your safety it is not kept on the page. Please type it again."),
        ("zh-hans", "为安全起见，页面上不保留，请再输入一次。"),
    ],
)
@pytest.mark.parametrize("name", ["number", "document"])
def test_the_number_of_a_document_is_typed_again(client, database_away, name, language, said):
    typed = {name: "99010119900420001X", "name": "谷雨"}
    response = client.post("/accounts/login/", typed, headers={"accept-language": language})
    assert response.status_code == 503
    assert ("99010119900420001X" in response.text, said in response.text) == (False, True)
    assert f' name="{name}" required' in response.text
    assert '<input type="hidden" name="name" value="谷雨">' in response.text


def test_how_many_of_something_is_kept(client, database_away):
    response = client.post("/accounts/login/", {"number": "50"}, headers={"accept-language": "en"})
    assert '<input type="hidden" name="number" value="50">' in response.text


def test_a_page_asked_for_while_the_database_is_away(client, database_away):
    client.cookies["sessionid"] = "x" * 32
    response = client.get("/account/")
    assert response.status_code == 503
    assert 'href="/account/"' in response.text


def test_what_somebody_known_is_answered_is_kept_nowhere(client, db):
    assert "Cache-Control" not in client.get("/help/")
    for headers in ({"cookie": "sessionid=anything"}, {"authorization": "Bearer vck_x"}, {"x-session-token": "x"}):
        for path in ("/help/", "/api/v1/consents"):
            assert client.get(path, headers=headers)["Cache-Control"] in {"private, no-store", "no-store"}


def test_no_page_is_framed(client, db):
    assert client.get("/help/")["X-Frame-Options"] == "DENY"


def test_a_body_that_would_fill_the_disk_is_not_read(client, db):
    answer = client.generic("POST", "/verify/", b"x", CONTENT_LENGTH=str(10**12))
    assert answer.status_code == 413


def test_a_value_that_no_column_holds_is_the_senders_to_mend():
    assert answer_to(DataError()).status_code == 400
