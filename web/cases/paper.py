"""Comparing a sheet on paper with the case it was printed from."""

from dataclasses import dataclass

from engine.approvals.sheet import Standing, standing_of
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.signing import previous_secrets, secret_of
from web import context


@dataclass(frozen=True)
class Checked:
    """What became of the check code of a sheet; no standing means it is not ours."""

    mark: str
    standing: Standing | None


def checked_sheet(uow: UnitOfWork, case: ProcessInstance, mark: str) -> Checked | None:
    """Return what the check code in an address says; nothing when there is none."""
    if not mark:
        return None
    settings = context.container().settings
    secrets = (secret_of(settings), *previous_secrets(settings))
    found = (standing_of(uow.session, case, mark, secret) for secret in secrets)
    return Checked(mark[:40], next(filter(None, found), None))
