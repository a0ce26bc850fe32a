"""What is done with definitions: check and deploy them, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from bpmn import dmn, lint, reader
from bpmn.layout import lay_out
from bpmn.model import Definitions
from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.db.versions import renew_token
from engine.deadlines.service import current_rules
from engine.definitions import queries
from engine.definitions.events import DefinitionDeployed
from engine.definitions.model import (
    BPMN,
    DMN,
    FORM,
    DefinitionResource,
    ProcessDefinition,
    Resource,
)
from engine.definitions.rules import (
    ProcessFacts,
    describe,
    fingerprint,
    kind_of,
    only,
    sha256,
)
from engine.kernel.actor import Actor, require
from engine.kernel.errors import GridFlowError, Refused
from engine.kernel.ids import new_id
from engine.staff.queries import all_roles
from forms import schema

MAX_FILES = 200


@dataclass(frozen=True)
class World:
    """What diagrams may refer to besides the documents: topics, roles and limits by name."""

    topics: frozenset[str] = frozenset()
    roles: frozenset[str] | None = None
    policies: frozenset[str] | None = None


@dataclass(frozen=True)
class Bundle:
    """The documents of one deployment, read: hashes of forms and decisions by key."""

    files: Mapping[str, bytes]
    diagrams: Mapping[str, Definitions]
    forms: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


def deploy(
    uow: UnitOfWork, actor: Actor, files: Mapping[str, bytes], world: World, note: str = ""
) -> list[ProcessDefinition]:
    """Check all documents and deploy every process in them; return the new versions.

    A process whose documents have not changed keeps its version. Raises `Refused` with
    every problem (file, line, element, reason), and then nothing is deployed.
    """
    require(actor, Permission.DEFINITION_DEPLOY)
    bundle = read_bundle(uow, files, world)
    hashes = {
        kind: {**queries.latest_documents(uow.session, kind), **own}
        for kind, own in ((FORM, bundle.forms), (DMN, bundle.decisions))
    }
    _keep_resources(uow, bundle.files)
    deployment_id = new_id()
    made = []
    for file, diagram in bundle.diagrams.items():
        for process in diagram.processes:
            if process.is_executable:
                facts = describe(process)
                documents = _documents(facts, sha256(bundle.files[file]), hashes)
                row = _new_version(uow, actor, facts, documents)
                if row is not None:
                    row.file, row.deployment_id, row.note = file, deployment_id, note[:500]
                    made.append(row)
    uow.session.add_all(made)
    if made:
        renew_token(uow.session, queries.LATEST)
    return made


def read_bundle(uow: UnitOfWork, files: Mapping[str, bytes], world: World) -> Bundle:
    """Return the documents, checked against each other and against what is deployed."""
    named = {PurePath(name).name: _drawn(name, content) for name, content in files.items()}
    problems = [*_unknown_kinds(files, named), *_lint_problems(uow, named, world)]
    forms, form_problems = _read_forms(named)
    decisions, decision_problems = _read_decisions(named)
    problems += form_problems + decision_problems
    if problems:
        raise Refused(problems)
    diagrams = {file: reader.read(named[file], file) for file in only(BPMN, named)}
    return Bundle(named, diagrams, forms, decisions)


def lint_deployment(
    uow: UnitOfWork, files: Mapping[str, bytes], world: World
) -> list[lint.FileReport]:
    """Return the linter's reports as a deployment would see them."""
    options = lint.Options(
        complete=True,
        known_topics=world.topics,
        known_roles=_roles(uow, world),
        known_policies=_limits(uow, world),
        known_forms=queries.all_keys(uow.session, FORM),
        known_decisions=queries.all_keys(uow.session, DMN),
        known_processes=queries.all_keys(uow.session, BPMN),
    )
    return lint.check(files, options)


def _limits(uow: UnitOfWork, world: World) -> frozenset[str] | None:
    """Return the codes of the limits: those that come with GridFlow and those added since."""
    if world.policies is None:
        return None
    return world.policies | frozenset(current_rules(uow).policies)


def _roles(uow: UnitOfWork, world: World) -> frozenset[str] | None:
    """Return the codes of the roles: those that come with GridFlow and those added since."""
    if world.roles is None:
        return None
    return world.roles | {role.code for role in all_roles(uow.session)}


def _drawn(name: str, content: bytes) -> bytes:
    """Return a diagram with a drawing, added where it has none; what is broken stays as it is."""
    if kind_of(name) != BPMN:
        return content
    try:
        return lay_out(content)
    except reader.ReadError:
        return content


def _unknown_kinds(files: Mapping[str, bytes], named: Mapping[str, bytes]) -> list[dict[str, Any]]:
    if len(files) > MAX_FILES or len(named) != len(files):
        text = f"at most {MAX_FILES} files with names of their own"
        return [_problem("", "too-many-files", text)]
    return [
        _problem(file, "unknown-kind", "only .bpmn, .dmn and .form files can be deployed")
        for file in named
        if kind_of(file) is None
    ]


def _lint_problems(
    uow: UnitOfWork, named: Mapping[str, bytes], world: World
) -> list[dict[str, Any]]:
    known = {file: content for file, content in named.items() if kind_of(file)}
    return [
        {
            "file": report.file,
            **problem.as_json("zh"),
            "message_en": problem.message.en,
            "fix_en": problem.fix.en,
        }
        for report in lint_deployment(uow, known, world)
        for problem in report.errors
    ]


def _read_forms(named: Mapping[str, bytes]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    found: dict[str, str] = {}
    problems = []
    for file in only(FORM, named):
        try:
            form = schema.read(named[file], file)
        except GridFlowError as error:
            problems.append(_problem(file, error.code, error.message))
        else:
            found[form.id] = sha256(named[file])
    return found, problems


def _read_decisions(named: Mapping[str, bytes]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    found: dict[str, str] = {}
    problems = []
    for file in only(DMN, named):
        try:
            model = dmn.read(named[file], file)
        except GridFlowError as error:
            problems.append(_problem(file, error.code, error.message))
        else:
            found.update(dict.fromkeys(model.decisions, sha256(named[file])))
    return found, problems


def _documents(
    facts: ProcessFacts, diagram: str, hashes: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], str]:
    documents = {(BPMN, facts.key): diagram}
    documents |= {(FORM, key): hashes[FORM][key] for key in facts.form_keys if key in hashes[FORM]}
    documents |= {(DMN, key): hashes[DMN][key] for key in facts.decision_ids if key in hashes[DMN]}
    return documents


def _keep_resources(uow: UnitOfWork, files: Mapping[str, bytes]) -> None:
    by_hash = {sha256(content): (name, content) for name, content in files.items()}
    for known in queries.known_resources(uow.session, by_hash):
        del by_hash[known]
    uow.session.add_all(
        Resource(sha256=sha, kind=kind_of(name), name=PurePath(name).name, content=content)
        for sha, (name, content) in by_hash.items()
    )
    uow.session.flush()


def _new_version(
    uow: UnitOfWork, actor: Actor, facts: ProcessFacts, documents: Mapping[tuple[str, str], str]
) -> ProcessDefinition | None:
    print_ = fingerprint(documents)
    latest = queries.find_latest(uow.session, facts.key)
    if latest is not None and latest.fingerprint == print_:
        return None
    row = ProcessDefinition(
        id=new_id(),
        key=facts.key,
        version=latest.version + 1 if latest else 1,
        name=facts.name[:200],
        name_en=facts.name_en[:200],
        start_form_key=facts.start_form_key,
        starter_roles=",".join(facts.starter_roles)[:500],
        is_startable=facts.is_startable,
        number_prefix=facts.number_prefix[:8],
        fingerprint=print_,
        deployed_at=uow.now,
        deployed_by=actor.user_id,
        deployed_by_name=actor.name,
    )
    uow.session.add_all(
        DefinitionResource(definition_id=row.id, kind=kind, key=key, sha256=sha)
        for (kind, key), sha in documents.items()
    )
    uow.record(
        DefinitionDeployed(
            definition_id=row.id,
            key=row.key,
            version=row.version,
            file=facts.key,
            fingerprint=print_,
        ),
        actor,
    )
    return row


def _problem(file: str, code: str, message: str) -> dict[str, Any]:
    return {
        "file": file,
        "severity": "error",
        "code": code,
        "line": None,
        "element": None,
        "message": message,
        "message_en": message,
        "fix": None,
    }
