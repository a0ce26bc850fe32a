"""Who is mentioned in a remark hears of it."""

from engine.access.queries import actor_for
from engine.tasks.comments import add_comment
from engine.tasks.model import UserTask
from notifications.model import Message


def test_who_is_mentioned_reads_the_remark(database, clock, company, start_case, carry, rows):
    start_case()
    case = rows(UserTask)[0].instance_id
    with database.unit_of_work(clock) as uow:
        clerk = actor_for(uow.session, company["clerk"], uow.now)
        add_comment(uow, clerk, case, "@lead 请定夺")

    carry()

    told = [one for one in rows(Message) if one.subject.startswith("评论中提到您")]
    assert [(one.recipient_id, "@lead 请定夺" in one.body) for one in told] == [
        (company["lead"], True)
    ]
