import pytest

PAGES = ["/", "/help/", "/help/hours/", "/help/accessibility/", "/privacy/", "/help/complaints/"]


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_public_page(client, db, address, language):
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    assert " style=" not in response.text
    assert "<script" not in response.text


def test_a_help_page_that_is_not_there(client, db):
    assert client.get("/help/nothing/").status_code == 404


def test_help_asks_the_database_once_a_minute(client, django_assert_num_queries, db):
    with django_assert_num_queries(1):
        client.get("/help/")
    with django_assert_num_queries(0):
        client.get("/help/")
        client.get("/help/hours/")


def test_the_home_page_asks_once_a_minute(client, django_assert_max_num_queries, django_assert_num_queries, db):
    with django_assert_max_num_queries(13):
        client.get("/")
    with django_assert_num_queries(0):
        client.get("/")


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/language/en/?next=/help/", "/help/"),
        ("/language/en/?next=https://elsewhere.example/", "/"),
        ("/language/en/?next=//elsewhere.example/", "/"),
        ("/language/en/", "/"),
    ],
)
def test_the_language_switch_comes_back_to_the_page(client, db, address, location):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, location)
    assert response.cookies["django_language"].value == "en"
    assert client.get("/help/")["Content-Language"] == "en"


def test_a_language_we_do_not_speak(client, db):
    assert client.get("/language/fr/").status_code == 404


def test_larger_text_is_remembered(client, db):
    client.get("/mode/elder/")
    assert '<html lang="zh-Hans" data-mode="elder">' in client.get("/help/").text
    client.get("/mode/standard/")
    assert '<html lang="zh-Hans">' in client.get("/help/").text


def test_the_manifest_speaks_the_readers_language(client, db):
    chinese, english = (
        client.get("/manifest.webmanifest", headers={"accept-language": language}).json()["name"]
        for language in ("zh-Hans", "en")
    )
    assert (chinese, english) == ("志愿云", "Volunteer Cloud")
