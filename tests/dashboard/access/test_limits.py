from dashboard.access import limits
from dashboard.access.limits import Limit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_in_so_many_seconds_for_each_key() -> None:
    clock = Clock()
    limit = Limit(2, 60, clock=clock)
    assert (limit.wait("a"), limit.wait("a")) == (0, 0)
    clock.now = 20.5
    assert (limit.wait("a"), limit.wait("b")) == (40, 0)
    clock.now = 60
    assert (limit.wait("a"), limit.wait("a")) == (0, 0)  # what was refused is not counted
    assert limit.wait("a") == 60


def test_what_is_taken_back_does_not_count() -> None:
    limit = Limit(1, 60, clock=Clock())
    for _ in range(3):
        assert limit.wait("a") == 0
        limit.forgive("a")
    limit.forgive("a")
    limit.forgive("never tried")
    assert (limit.wait("a"), limit.wait("a")) == (0, 60)


def test_memory_is_bounded() -> None:
    limit = Limit(1, 60, clock=Clock())
    assert limit.wait("first") == 0
    for number in range(limits.MOST_KEYS):
        assert limit.wait(str(number)) == 0
    assert limit.wait("first") == 0  # forgotten
    assert limit.wait(str(number)) > 0
