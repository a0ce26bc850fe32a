"""Every class of error has a status, and every code its words."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from engine.kernel import errors
from web.errors import explain, known_code, status_of
from web.explanations import EXPLANATIONS


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("task", "1"), 404),
        (errors.Forbidden(), 403),
        (errors.Conflict(), 409),
        (errors.Invalid([]), 422),
        (errors.Refused([]), 422),
        (errors.Unavailable(), 503),
        (errors.Misconfigured(), 500),
        (errors.GridFlowError(), 500),
    ],
)
def test_a_class_of_errors_has_its_status(error, status):
    assert status_of(error) == status


def test_an_error_without_words_of_its_own_is_explained_by_its_class():
    class Unheard(errors.Conflict):
        code = "unheard"

    assert known_code(Unheard()) == "conflict"


def test_a_database_that_is_away_has_words_of_its_own():
    error = errors.Unavailable()
    error.code = "database_away"

    assert known_code(error) == "database_away"


def test_every_explanation_says_a_way_out():
    assert all(str(one.title) and str(one.way_out) for one in EXPLANATIONS.values())


def test_a_moment_is_said_in_company_time():
    app = Flask("a")
    Babel(app, default_locale="en")
    with app.test_request_context():
        said = explain("urged_recently", {"again_at": datetime(2026, 11, 2, 4, 0, tzinfo=UTC)})

    assert "2026-11-02 12:00" in said["message"]
