"""Named filters of the inbox: kept, counted, shared, and one's own to change."""

import pytest

from engine.filters.model import FilterNameTaken
from engine.filters.queries import filter_counts, filters_of
from engine.filters.service import (
    MOST_FILTERS,
    NewFilter,
    delete_filter,
    rename_filter,
    save_filter,
    share_filter,
)
from engine.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from engine.tasks.counting import other_counts
from engine.tasks.filtering import ordered
from engine.tasks.queries import matching
from engine.tasks.rules import InboxFilter
from tests.integration.processes.office import ONE_TASK, Office, open_office

CLERKS = "BUSINESS_CLERK@200101"
LEAVES = InboxFilter(view="claimable", definition_key="leave", light="green")


@pytest.fixture
def office(database, clock) -> Office:
    return open_office(database, clock)


def names(office: Office, who: str) -> list[str]:
    actor = office.actor(who)
    with office.database.reading(office.clock) as uow:
        return [one.name for one in filters_of(uow.session, actor)]


def test_a_saved_filter_is_found_again(office):
    office.act("wang", save_filter, NewFilter(" 请假 ", LEAVES))

    actor = office.actor("wang")
    with office.database.reading(office.clock) as uow:
        found = filters_of(uow.session, actor)[0]
    assert (found.name, found.wanted) == ("请假", LEAVES)


def test_a_filter_counts_the_tasks_of_its_reader(office):
    office.deploy(ONE_TASK)
    office.start("wang")
    office.start("wang")
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES, CLERKS))

    actor = office.actor("li")
    with office.database.reading(office.clock) as uow:
        found = filters_of(uow.session, actor)
        assert filter_counts(uow.session, actor, found, uow.now) == {kept: 2}


def test_a_filter_is_seen_by_the_group_it_is_shared_with_only(office):
    office.act("wang", save_filter, NewFilter("请假", LEAVES, CLERKS))

    assert names(office, "li") == ["请假"]
    assert names(office, "stranger") == []


def test_a_filter_that_is_no_longer_shared_is_gone_for_the_others(office):
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES, CLERKS))

    office.act("wang", share_filter, kept, "")

    assert (names(office, "li"), names(office, "wang")) == ([], ["请假"])


def test_nobody_shares_with_a_group_he_neither_belongs_to_nor_oversees(office):
    with pytest.raises(Forbidden):
        office.act("stranger", save_filter, NewFilter("x", LEAVES, CLERKS))


def test_a_head_shares_with_a_group_he_oversees(office):
    office.act("head", save_filter, NewFilter("本所", LEAVES, CLERKS))

    assert names(office, "li") == ["本所"]


def test_a_group_at_no_unit_is_refused(office):
    with pytest.raises(NotFound):
        office.act("wang", save_filter, NewFilter("x", LEAVES, "BUSINESS_CLERK"))


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_name_that_is_empty_or_too_long_is_refused(office, name):
    with pytest.raises(Invalid):
        office.act("wang", save_filter, NewFilter(name, LEAVES))


def test_two_filters_of_one_person_differ_in_name(office):
    office.act("wang", save_filter, NewFilter("Mine", LEAVES))

    with pytest.raises(FilterNameTaken):
        office.act("wang", save_filter, NewFilter("mine", LEAVES))


def test_a_filter_keeps_its_own_name_when_saved_again(office):
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES))

    office.act("wang", rename_filter, kept, "请假（本区）")

    assert names(office, "wang") == ["请假（本区）"]


def test_nobody_changes_a_filter_shared_with_him(office):
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES, CLERKS))

    with pytest.raises(Forbidden):
        office.act("li", delete_filter, kept)


def test_nobody_learns_of_a_filter_that_is_not_his(office):
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES))

    with pytest.raises(NotFound):
        office.act("li", rename_filter, kept, "x")


def test_a_deleted_filter_is_gone(office):
    kept = office.act("wang", save_filter, NewFilter("请假", LEAVES))

    office.act("wang", delete_filter, kept)

    assert names(office, "wang") == []


def test_there_is_an_end_to_saving(office):
    for number in range(MOST_FILTERS):
        office.act("wang", save_filter, NewFilter(f"f{number}", LEAVES))

    with pytest.raises(Conflict):
        office.act("wang", save_filter, NewFilter("one more", LEAVES))


@pytest.mark.parametrize("sort", ["field:capacity", "field:-capacity", "follow_up", "priority"])
def test_sorting_by_business_data_reads_the_cases_of_the_list_only(office, sort):
    """However many cases are stored: each is found by its key, none by walking the table."""
    if not office.database.is_sqlite:
        pytest.skip("the plan of MariaDB depends on the number of rows")
    office.deploy(ONE_TASK)
    office.start("wang", capacity=8)
    actor = office.actor("wang")

    with office.database.reading(office.clock) as uow:
        wanted = InboxFilter(sort=sort)
        statement = ordered(uow.session, matching(actor, wanted, uow.now), wanted)
        text = statement.compile(uow.session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = uow.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()

    assert [row[3] for row in plan if row[3].startswith("SCAN")] == []


def test_the_views_are_counted_along_indexes(office):
    office.deploy(ONE_TASK)
    office.start("wang")
    actor = office.actor("wang")

    with office.database.reading(office.clock) as uow:
        counted = other_counts(uow.session, actor)

    assert counted == {
        "done": 0, "started": 1, "to_read": 0, "read": 0, "copied": 0, "delegated": 0,
    }  # fmt: skip
