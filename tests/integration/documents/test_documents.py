"""Keeping files, on both databases."""

from datetime import timedelta

import pytest

from engine.db import UnitOfWork
from engine.documents import jobs, queries
from engine.documents.service import (
    DocumentStore,
    attach_documents,
    remove_document,
    store_document,
)
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden, Invalid, Unavailable

WANG, LI = Actor("wang", "王"), Actor("li", "李")
PDF = b"%PDF-1.7 hello"


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return DocumentStore(tmp_path)


def test_a_file_comes_back_as_it_was_and_is_kept_once(uow: UnitOfWork, store):
    first = store_document(uow, WANG, store, ("a.pdf", PDF), 1000)
    second = store_document(uow, LI, store, ("b.pdf", PDF), 1000)

    assert store.read(first.sha256) == PDF
    assert first.sha256 == second.sha256
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_a_wrong_file_is_refused_with_the_reason(uow, store):
    with pytest.raises(Invalid) as caught:
        store_document(uow, WANG, store, ("a.png", PDF), 1000)

    assert caught.value.problems[0]["message"] == "file_content_mismatch"


def test_only_its_owner_attaches_a_file_and_only_to_one_case(uow, store):
    document = store_document(uow, WANG, store, ("a.pdf", PDF), 1000)
    uow.session.flush()

    with pytest.raises(Forbidden):
        attach_documents(uow, LI, [document.id], "case", "task")
    attach_documents(uow, WANG, [document.id], "case", "task")
    attach_documents(uow, LI, [document.id], "case", "task2")

    assert [d.id for d in queries.documents_of_case(uow.session, "case")] == [document.id]
    with pytest.raises(Conflict):
        attach_documents(uow, WANG, [document.id], "other", "task")
    with pytest.raises(Conflict):
        remove_document(uow, WANG, document.id)


def test_a_damaged_file_is_not_given_out(uow, store):
    document = store_document(uow, WANG, store, ("a.pdf", PDF), 1000)
    store.path(document.sha256).write_bytes(b"%PDF-tampered")

    with pytest.raises(Unavailable):
        store.read(document.sha256)


def test_files_of_no_case_are_forgotten_after_a_week(uow, store, clock):
    document = store_document(uow, WANG, store, ("a.pdf", PDF), 1000)
    uow.session.flush()
    uow.now = clock.advance(timedelta(days=8))

    digests = jobs.remove_loose_documents(uow)
    jobs.drop_bytes(uow, store, digests)

    assert digests == [document.sha256]
    assert not store.path(document.sha256).exists()
