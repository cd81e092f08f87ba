from concurrent.futures import ThreadPoolExecutor

from volunteercloud.domain.search import words

SENTENCE = "周末在社区图书馆教孩子们读书，帮老人使用手机。" * 200


def test_a_thread_learns_while_others_cut():
    """What a first reader starts must not stop the readers beside it."""
    with ThreadPoolExecutor(4) as pool:
        cut = [pool.submit(words.parted, SENTENCE) for _ in range(40)]
        taught = [pool.submit(words.learn, [f"邻里{number}共学堂", f"邻里共学堂{number}"]) for number in range(40)]
        assert {tuple(future.result()) for future in cut} == {tuple(words.parted(SENTENCE))}
        assert [future.result() for future in taught] == [None] * 40
