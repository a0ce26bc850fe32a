"""Tokens that tell whether what is kept in memory is still what the tables say.

Whoever keeps rarely changing tables in memory (the organisation, the calendars) compares
the token it kept with the present one. The tokens of a database are asked for at most once
a second; a change made by this process is seen at once, one by another within that second.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db.base import Base, Id
from engine.kernel.ids import new_id

T = TypeVar("T")

FRESH_FOR = timedelta(seconds=1)

_kept: WeakKeyDictionary[Any, tuple[datetime, dict[str, str]]] = WeakKeyDictionary()


class Version(Base):
    """The token of one body of tables; it changes with every change of them."""

    __tablename__ = "version"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(Id)


_ALL = select(Version.__table__)


def token_of(session: Session, name: str) -> str:
    """Return the token of a body of tables, `""` before its first change."""
    now: datetime | None = session.info.get("now")
    pool = _pool_of(session)
    kept = _kept.get(pool)
    if kept is None or now is None or not timedelta() <= now - kept[0] < FRESH_FOR:
        tokens = {row.name: row.token for row in session.connection().execute(_ALL)}
        if now is None or session.info.get("renewed"):
            return str(tokens.get(name, ""))
        kept = _kept[pool] = (now, tokens)
    return kept[1].get(name, "")


def renew_token(session: Session, name: str) -> None:
    """Tell everybody who keeps these tables in memory to read them again.

    A random token, not a counter: a counter read by a transaction that is rolled back
    afterwards would be reached a second time with other contents.
    """
    session.flush()
    session.merge(Version(name=name, token=new_id()))
    session.flush()
    # Not kept before the commit: a transaction that is rolled back changed nothing.
    session.info["renewed"] = True
    _kept.pop(_pool_of(session), None)


def forget_tokens(session: Session) -> None:
    """Ask again next time; the unit of work calls this after a commit that renewed any."""
    if session.info.pop("renewed", False):
        _kept.pop(_pool_of(session), None)


class Kept(Generic[T]):
    """What a process keeps in memory of a body of tables, until their token changes."""

    def __init__(self, name: str, read: Callable[[Session], T]) -> None:
        self._name = name
        self._read = read
        self._kept: WeakKeyDictionary[Any, tuple[str, T]] = WeakKeyDictionary()

    def of(self, session: Session) -> T:
        """Return what the tables say; costs no statement while nobody changes them."""
        token, pool = token_of(session, self._name), _pool_of(session)
        kept = self._kept.get(pool)
        if kept is None or kept[0] != token:
            kept = (token, self._read(session))
            # Before their first change the tables have no token that would tell of it.
            if token:
                self._kept[pool] = kept
        return kept[1]


def _pool_of(session: Session) -> Any:
    return session.get_bind().engine.pool
