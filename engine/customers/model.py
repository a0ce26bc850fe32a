"""Customers and their accounts, the lines and transformers behind them, and interruptions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, Name, UtcDateTime

PREOPEN = "PREOPEN"
NORMAL = "NORMAL"
CLOSED = "CLOSED"


class Customer(Base):
    """Somebody who is supplied; of the certificate only a mask and a digest are kept."""

    __tablename__ = "customer"
    __table_args__ = (Index("ix_customer_org_path_status", "org_path", "status"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(Name, index=True)
    type: Mapped[str] = mapped_column(String(16), default="RESIDENT")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(Name, default="")
    cert_mask: Mapped[str] = mapped_column(String(40), default="")
    cert_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    important_level: Mapped[str] = mapped_column(String(8), default="NONE")
    flags: Mapped[Any] = mapped_column(JsonText, default=list)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    manager_id: Mapped[str | None] = mapped_column(Id)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(12), default=NORMAL)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SupplyAccount(Base):
    """One supplied place; it is opened before it has a meter and a number for people."""

    __tablename__ = "supply_account"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_no: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255), index=True)
    address: Mapped[str] = mapped_column(Name)
    category: Mapped[str] = mapped_column(String(20), default="RESIDENTIAL")
    voltage: Mapped[str] = mapped_column(String(10), default="220V")
    contract_capacity: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    supply_mode: Mapped[str] = mapped_column(String(16), default="LOW_SINGLE")
    tariff_code: Mapped[str] = mapped_column(String(20), default="")
    line_id: Mapped[str | None] = mapped_column(Id, index=True)
    transformer_id: Mapped[str | None] = mapped_column(Id, index=True)
    status: Mapped[str] = mapped_column(String(12), default=NORMAL)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeteringPoint(Base):
    """A meter at an account, with what it showed when it was put up."""

    __tablename__ = "metering_point"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("supply_account.id"), index=True)
    meter_no: Mapped[str] = mapped_column(String(40), index=True)
    first_reading: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    multiplier: Mapped[int] = mapped_column(Integer, default=1)
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GridLine(Base):
    """A feeder."""

    __tablename__ = "grid_line"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    voltage: Mapped[str] = mapped_column(String(10), default="10kV")
    substation: Mapped[str] = mapped_column(String(100), default="")
    org_id: Mapped[str] = mapped_column(Id)


class GridTransformer(Base):
    """A transformer and the places it supplies; `areas` are their names in addresses."""

    __tablename__ = "grid_transformer"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    line_id: Mapped[str] = mapped_column(ForeignKey("grid_line.id"), index=True)
    org_id: Mapped[str] = mapped_column(Id, index=True)
    capacity: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    is_public: Mapped[bool] = mapped_column(Flag, default=True)
    households: Mapped[int] = mapped_column(Integer, default=0)
    manager_id: Mapped[str | None] = mapped_column(Id)
    areas: Mapped[Any] = mapped_column(JsonText, default=list)


class SupplyInterruption(Base):
    """A transformer without supply, planned or happening, and until when it is expected."""

    __tablename__ = "supply_interruption"
    __table_args__ = (
        Index("ix_supply_interruption_transformer_id_starts_at", "transformer_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    outage_no: Mapped[str] = mapped_column(String(40), index=True)
    transformer_id: Mapped[str] = mapped_column(ForeignKey("grid_transformer.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expected_end_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_cancelled: Mapped[bool] = mapped_column(Flag, default=False)
