"""Reading definitions and the documents they were deployed with."""

from collections.abc import Iterable

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, undefer

from engine.db.versions import Kept
from engine.definitions.model import DefinitionResource, ProcessDefinition, Resource
from engine.kernel.errors import NotFound

# The name of the token that changes when a version is deployed.
LATEST = "definitions"


def get_definition(session: Session, definition_id: str) -> ProcessDefinition:
    """Return one version of a process."""
    found = session.get(ProcessDefinition, definition_id)
    if found is None:
        raise NotFound("process definition", definition_id)
    return found


def latest_definition(session: Session, key: str) -> ProcessDefinition:
    """Return the version of a process that new cases follow."""
    found = find_latest(session, key)
    if found is None:
        raise NotFound("process", key)
    return found


def find_latest(session: Session, key: str) -> ProcessDefinition | None:
    """Return the latest version of a process, if it was ever deployed."""
    statement = select(ProcessDefinition).where(ProcessDefinition.key == key)
    return session.scalars(statement.order_by(ProcessDefinition.version.desc()).limit(1)).first()


def latest_id(session: Session, key: str) -> str | None:
    """Return the id of the latest version of a process; costs no statement as a rule.

    A version another process deployed is seen within a second.
    """
    return _LATEST.of(session).get(key)


def _read_latest(session: Session) -> dict[str, str]:
    statement = select(ProcessDefinition.key, ProcessDefinition.id)
    rows = session.execute(statement.order_by(ProcessDefinition.version))
    return {row.key: row.id for row in rows}


_LATEST = Kept(LATEST, _read_latest)


def find_version(session: Session, key: str, version: int) -> ProcessDefinition:
    """Return a version of a process by number."""
    statement = select(ProcessDefinition).where(
        ProcessDefinition.key == key, ProcessDefinition.version == version
    )
    found = session.scalars(statement).first()
    if found is None:
        raise NotFound("process", f"{key} version {version}")
    return found


def of_deployment(session: Session, deployment_id: str, key: str) -> ProcessDefinition | None:
    """Return the version of a process that came with a deployment."""
    statement = select(ProcessDefinition).where(
        ProcessDefinition.deployment_id == deployment_id, ProcessDefinition.key == key
    )
    return session.scalars(statement).first()


def latest_definitions(session: Session) -> list[ProcessDefinition]:
    """Return the latest version of every process, by key."""
    newest = (
        select(ProcessDefinition.key, func.max(ProcessDefinition.version).label("version"))
        .group_by(ProcessDefinition.key)
        .subquery()
    )
    statement = select(ProcessDefinition).join(
        newest,
        and_(ProcessDefinition.key == newest.c.key, ProcessDefinition.version == newest.c.version),
    )
    return list(session.scalars(statement.order_by(ProcessDefinition.key)))


def versions_of(session: Session, key: str) -> list[ProcessDefinition]:
    """Return all versions of a process, the newest first."""
    statement = select(ProcessDefinition).where(ProcessDefinition.key == key)
    return list(session.scalars(statement.order_by(ProcessDefinition.version.desc())))


def documents_of(session: Session, definition_id: str) -> dict[tuple[str, str], Resource]:
    """Return the documents of a version by (kind, key), with their content."""
    statement = (
        select(DefinitionResource.kind, DefinitionResource.key, Resource)
        .join(Resource, Resource.sha256 == DefinitionResource.sha256)
        .where(DefinitionResource.definition_id == definition_id)
        .options(undefer(Resource.content))
    )
    return {(kind, key): resource for kind, key, resource in session.execute(statement)}


def latest_documents(session: Session, kind: str) -> dict[str, str]:
    """Return the hash of the most recently deployed document of each key of a kind."""
    statement = (
        select(DefinitionResource.key, DefinitionResource.sha256)
        .join(ProcessDefinition, ProcessDefinition.id == DefinitionResource.definition_id)
        .where(DefinitionResource.kind == kind)
        .order_by(ProcessDefinition.id)
    )
    return {key: sha for key, sha in session.execute(statement)}


def all_keys(session: Session, kind: str) -> frozenset[str]:
    """Return the keys of all deployed documents of a kind."""
    statement = select(DefinitionResource.key).where(DefinitionResource.kind == kind)
    return frozenset(session.scalars(statement.distinct()))


def known_resources(session: Session, hashes: Iterable[str]) -> frozenset[str]:
    """Return those hashes under which a document is kept already."""
    statement = select(Resource.sha256).where(Resource.sha256.in_(list(hashes)))
    return frozenset(session.scalars(statement))
