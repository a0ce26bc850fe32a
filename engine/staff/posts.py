"""What is done with posts and who holds them."""

from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries
from engine.staff.events import PostGiven
from engine.staff.model import Post, UserPost
from engine.staff.rules import EDIT


def define_post(uow: UnitOfWork, actor: Actor, code: str, name: str, name_en: str) -> None:
    """Add a post, or give it another name."""
    require(actor, EDIT)
    if not code.strip() or not name.strip():
        raise Invalid([{"field": "post_name", "code": "required", "message": "code and name"}])
    uow.session.merge(Post(code=code.strip(), name=name.strip(), name_en=name_en.strip()))
    uow.session.flush()


def appoint(uow: UnitOfWork, actor: Actor, user_id: str, post: str, org_id: str) -> None:
    """Give somebody a post at a unit; the first one is the primary one."""
    require(actor, EDIT, queries.get_unit(uow.session, org_id).path)
    first = not queries.posts_of(uow.session, user_id)
    uow.session.add(
        UserPost(
            id=new_id(),
            user_id=user_id,
            post_code=post,
            org_id=org_id,
            is_primary=first,
            valid_from=uow.now,
        )
    )
    uow.session.flush()
    uow.record(PostGiven(user_id=user_id, post=post, org_id=org_id), actor)


def change_primary_post(uow: UnitOfWork, actor: Actor, user_id: str, post: str) -> None:
    """Let somebody hold another primary post at his unit, or none (`""`)."""
    user = queries.get_user(uow.session, user_id)
    require(actor, EDIT, queries.get_unit(uow.session, user.org_id).path)
    held = queries.posts_of(uow.session, user_id)
    primary = next((one for one in held if one.is_primary), None)
    if (primary.post_code if primary else "") == post:
        return
    if post and post not in {one.code for one in queries.all_posts(uow.session)}:
        raise Invalid([{"field": "post", "code": "unknown", "message": f"no post {post}"}])
    if primary is not None:
        uow.session.delete(primary)
    if post:
        new = UserPost(id=new_id(), user_id=user_id, post_code=post, org_id=user.org_id)
        new.is_primary, new.valid_from = True, uow.now
        uow.session.add(new)
    uow.session.flush()
    uow.record(PostGiven(user_id=user_id, post=post, org_id=user.org_id), actor)
