"""Series and what goes with them by the API."""

from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.models import Series, Shift


def weekly(shift):
    slot = {"post_id": str(shift.post_id), "starts": "09:30", "ends": "11:30", "places": 3}
    return {
        "weekdays": [1, 2, 3, 4, 5, 6, 7], "from_on": "2026-05-19", "times": 3, "keeps_holidays": True,
        "keeps_workdays": True, "slots": [slot],
    }  # fmt: skip


def test_a_series_is_started_changed_and_ended_by_a_program(as_, owner, shift):
    call = as_(owner)
    base = f"/organizations/{shift.organization_id}"
    started = call.post(f"{base}/activities/{shift.activity_id}/series", weekly(shift))
    assert started.status_code == 201
    first = Shift.objects.exclude(id=shift.id).order_by("starts_at")[0]
    changed = call.post(f"{base}/shifts/{first.id}/change", {"reach": "following", "places": 5})
    assert (changed.status_code, [one["places"] for one in changed.json()["shifts"]]) == (200, [5, 5, 5])
    listed = call.get(f"{base}/projects/{shift.project_id}/series").json()
    assert [(one["ahead"], one["slots"][0]["places"]) for one in listed] == [(3, 5)]
    ended = call.post(f"{base}/series/{started.json()['id']}/end", {"from_on": "2026-05-19", "reason": "Nobody came."})
    assert (ended.json(), Series.objects.get().ended_at is not None) == ({"called_off": []}, True)


def test_a_time_with_a_zone_of_its_own_is_refused(as_, owner, shift):
    base = f"/organizations/{shift.organization_id}"
    asked = {"reach": "one", "starts": "05:55:55-04:09", "break_minutes": 25}
    assert as_(owner).post(f"{base}/shifts/{shift.id}/change", asked).status_code == 422


def test_strangers_get_nowhere(as_, shift):
    call = as_(organizations.person("小满"))
    base = f"/organizations/{shift.organization_id}"
    assert call.post(f"{base}/activities/{shift.activity_id}/series", weekly(shift)).status_code == 403
    assert call.get(f"{base}/report?from_on=2026-05-01&to_on=2026-05-16").status_code == 403
    assert call.post(f"{base}/projects/{shift.project_id}/copies", {}).status_code == 403
    assert call.get(f"{base}/templates").status_code == 404
