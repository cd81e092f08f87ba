"""News by the API, and the rules of a region."""

from datetime import timedelta

from volunteercloud.core import memory

TEXT = {"kind": "news", "region_code": "9901", "title": "征集志愿者", "body": "周六早上。"}


def test_written_by_an_officer_and_read_by_everybody(officer, as_, anybody):
    desk = as_(officer)
    made = desk.post("/office/publications", TEXT)
    assert made.status_code == 200, made.content
    mine = f"/office/publications/{made.json()['id']}"
    assert anybody.get("/news").json()["items"] == []
    assert desk.post(f"{mine}/publication").json()["state"] == "published"
    (read,) = anybody.get("/news?region=990101").json()["items"]
    assert (read["title"], read["version"]) == ("征集志愿者", 1)
    changed = desk.put(mine, {"title": "改期", "body": "周日。", "seen_version": 1}).json()
    assert anybody.get(f"/news/{changed['id']}").json()["title"] == "改期"
    late = desk.put(mine, {"title": "改期", "body": "周一。", "seen_version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "publication.changed_meanwhile")
    assert desk.delete(f"{mine}/publication").json()["state"] == "withdrawn"
    assert anybody.get(f"/news/{changed['id']}").status_code == 404


def test_nobody_else_writes(volunteer, as_):
    answer = as_(volunteer).post("/office/publications", TEXT)
    assert (answer.status_code, answer.json()["code"]) == (403, "identity.not_officer")


def test_rules_hold_from_the_day_they_are_set_for(officer, as_, anybody, at):
    later = (at + timedelta(days=30)).date().isoformat()
    body = {"valid_from": later, "changes": {"daily_cap_minutes": 600, "star_hours": [100, 200, 500, 800, 1000]}}
    made = as_(officer).put("/regions/990101/rules", body)
    assert made.status_code == 200, made.content
    assert made.json()["star_hours"] == [100, 200, 500, 800, 1000]
    assert anybody.get("/regions/990101/rules").json()["daily_cap_minutes"] == 480
    memory.forget_all()  # as the commit does, which a test does not reach
    then = anybody.get(f"/regions/990101/rules?on={later}").json()
    assert (then["daily_cap_minutes"], then["valid_from"]) == (600, later)


def test_a_rule_out_of_its_range_is_named(officer, as_, at):
    body = {"valid_from": "2026-12-01", "changes": {"daily_cap_minutes": 0}}
    answer = as_(officer).put("/regions/990101/rules", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "rules.value")
