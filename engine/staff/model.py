"""Units of the company, people, and what they are entitled to at which unit."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, Name, UtcDateTime

ACTIVE = "ACTIVE"
DISABLED = "DISABLED"
LEFT = "LEFT"


class OrgUnit(Base):
    """A company, department, station or team; `path` lists the ids from the root to itself."""

    __tablename__ = "org_unit"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(Name)
    name_en: Mapped[str] = mapped_column(Name, default="")
    short_name: Mapped[str] = mapped_column(String(60), default="")
    type: Mapped[str] = mapped_column(String(16))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(255), index=True)
    region: Mapped[str] = mapped_column(String(16), default="URBAN")
    leader_id: Mapped[str | None] = mapped_column(Id)
    service_tel: Mapped[str] = mapped_column(String(40), default="")
    status: Mapped[str] = mapped_column(String(16), default=ACTIVE)


class User(Base):
    """An employee with an account."""

    __tablename__ = "app_user"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    org_id: Mapped[str] = mapped_column(ForeignKey("org_unit.id"), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh")
    manager_id: Mapped[str | None] = mapped_column(Id)
    status: Mapped[str] = mapped_column(String(16), default=ACTIVE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    must_change_password: Mapped[bool] = mapped_column(Flag, default=False)
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_active(self) -> bool:
        """Tell whether the account may be used."""
        return self.status == ACTIVE


class Role(Base):
    """What somebody may be asked to do; it counts only at the unit it is granted at."""

    __tablename__ = "role"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")


class RoleGrant(Base):
    """A role granted to somebody at a unit, for a time or without end, and by whom."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_role_code_org_id", "role_code", "org_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("app_user.id"), index=True)
    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"))
    org_id: Mapped[str] = mapped_column(ForeignKey("org_unit.id"))
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    granted_by: Mapped[str] = mapped_column(String(100), default="")
    granted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Post(Base):
    """A position people are appointed to."""

    __tablename__ = "post"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")


class UserPost(Base):
    """A post somebody holds at a unit; one of them is the primary one."""

    __tablename__ = "user_post"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("app_user.id"), index=True)
    post_code: Mapped[str] = mapped_column(ForeignKey("post.code"))
    org_id: Mapped[str] = mapped_column(ForeignKey("org_unit.id"))
    is_primary: Mapped[bool] = mapped_column(Flag, default=True)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Deputy(Base):
    """Somebody who stands in for a colleague from one moment to another.

    `process_keys` narrows it to some processes; empty means all of them.
    """

    __tablename__ = "deputy"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    principal_id: Mapped[str] = mapped_column(ForeignKey("app_user.id"), index=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("app_user.id"), index=True)
    process_keys: Mapped[Any] = mapped_column(JsonText, default=list)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime] = mapped_column(UtcDateTime)
    is_enabled: Mapped[bool] = mapped_column(Flag, default=True)


class NumberSeries(Base):
    """The last number given out for a prefix, a territory and a day."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    territory: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column("last_number", Integer)
