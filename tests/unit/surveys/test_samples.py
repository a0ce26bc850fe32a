"""Who is called when he does not answer."""

import pytest

from engine.surveys.rules import is_sampled


@pytest.mark.parametrize(("kind", "low", "high"), [("FAULT", 25, 35), ("COMPLAINT", 100, 100)])
def test_about_the_stated_share_is_sampled(kind, low, high):
    sampled = sum(is_sampled(kind, f"GD{number:06d}") for number in range(2000))

    assert low <= sampled / 20 <= high


def test_a_case_always_gets_the_same_answer():
    assert {is_sampled("FAULT", "GD000001") for _ in range(3)} == {is_sampled("FAULT", "GD000001")}
