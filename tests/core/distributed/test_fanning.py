import pytest

from volunteercloud.core.distributed import fanning


def test_jobs_and_commands_may():
    assert not fanning.is_refused()


def test_a_request_may_not_but_where_it_says_so():
    @fanning.allowed()
    def a_list_for_officers():
        return fanning.is_refused()

    with fanning.refused():
        assert fanning.is_refused()
        assert not a_list_for_officers()
        assert fanning.is_refused()
    assert not fanning.is_refused()


def test_an_error_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError), fanning.refused():
        raise ZeroDivisionError
    assert not fanning.is_refused()
