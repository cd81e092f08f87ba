import gc

from volunteercloud.core import collecting


def test_what_a_process_holds_is_not_looked_at_again():
    usual, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        collecting.rarely()

        assert gc.get_threshold() == (50_000, 20, 50)
        assert gc.get_freeze_count() > frozen
        assert len(gc.get_objects()) < gc.get_freeze_count()
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
