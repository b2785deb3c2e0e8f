from datetime import date

from storage.coverage.months import begin_of, number_of


def test_a_day_lies_in_the_month_of_its_number() -> None:
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2024, 2, 29)):
        assert begin_of(number_of(day)) == day.replace(day=1)
    assert number_of(date(2026, 1, 1)) == number_of(date(2025, 12, 31)) + 1
