import pytest
from django.core.cache import cache

from volunteercloud.domain.limits.models import Kept

pytestmark = pytest.mark.django_db


def test_what_is_set_is_there_for_everybody(django_assert_num_queries):
    with django_assert_num_queries(2):
        cache.set("a", [1.5, 2.5], 60)
        assert cache.get("a") == [1.5, 2.5]
    cache.set("a", {"more": True}, None)
    assert (cache.get("a"), cache.get("b", "nothing"), Kept.objects.get().ends_at) == ({"more": True}, "nothing", None)


def test_only_the_first_adds():
    assert [cache.add("code", True, 60), cache.add("code", True, 60), cache.add("other", True, 60)] == [
        True,
        False,
        True,
    ]


def test_what_is_over_may_be_added_again():
    cache.set("code", True, -1)
    assert (cache.get("code"), cache.touch("code", 60), cache.add("code", False, 60)) == (None, False, True)
    assert cache.get("code") is False


def test_deleted_and_cleared():
    for key in "abc":
        cache.set(key, key)
    assert (cache.delete("a"), cache.delete("a"), cache.touch("b", 60)) == (True, False, True)
    cache.clear()
    assert Kept.objects.count() == 0


def test_a_key_tells_nothing_and_a_value_is_no_code():
    cache.set("+8613900001234", True)
    assert "139" not in str(Kept.objects.values_list("key", "value"))
    with pytest.raises(TypeError):
        cache.set("a", object())
