"""Twins, documents and shares of the cost."""

from decimal import Decimal

import pytest

from engine.projects.rules import approval_number, missing_files, plain_name, share_cost


def test_names_are_compared_without_width_blanks_and_marks():
    assert plain_name("东岭县 2027第一批10kV（配网）改造") == plain_name(
        "东岭县2027第一批１０KV配网-改造"
    )


@pytest.mark.parametrize(
    ("estimate", "given", "missing"),
    [
        ("499999.99", {"drawings": 1}, []),
        ("499999.99", {}, ["drawings"]),
        ("500000", {"drawings": 1, "problemPhotos": 5}, ["problemPhotos"]),
        ("500000", {"drawings": 1, "problemPhotos": 6}, []),
    ],
)
def test_a_larger_project_needs_more_documents(estimate, given, missing):
    assert missing_files(Decimal(estimate), given) == missing


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        ("100", ["1", "1", "1"], ["33.33", "33.33", "33.34"]),
        ("5500000", ["300", "200"], ["3300000.00", "2200000.00"]),
        ("10", ["0", "0"], ["5.00", "5.00"]),
        ("10", [], []),
    ],
)
def test_shares_add_up_to_the_cent(total, parts, shares):
    found = share_cost(Decimal(total), [Decimal(part) for part in parts])

    assert found == [Decimal(share) for share in shares]


def test_a_letter_of_approval_is_numbered_by_company_and_year():
    assert approval_number("望溪", 2026, 12) == "望溪电发展〔2026〕12号"
