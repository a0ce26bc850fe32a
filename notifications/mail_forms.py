"""What of a form can be answered in a mail: a decision and, with it, one text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.feel.present import present
from engine.processes.finishing import decision_field, field_permissions, form_of, properties_of
from engine.tasks.model import LENT, UserTask
from forms.component import ONE_OF, TEXTS, Component
from forms.options import shown_value
from forms.schema import Form
from forms.validation import Outcome, validate

# Fewer ways to decide than these are no decision.
FEWEST = 2


@dataclass(frozen=True)
class Answer:
    """One way to decide; `words` is the field the text goes into, if there is one."""

    value: str
    label: str
    words: str = ""
    needs_words: bool = False


@dataclass(frozen=True)
class Answerable:
    """The decision a task asks for: its field, the answers, and what the form shows besides."""

    field: str
    answers: tuple[Answer, ...]
    facts: tuple[tuple[str, str], ...] = ()

    def answer(self, value: str) -> Answer | None:
        """Return the answer with a value."""
        return next((one for one in self.answers if one.value == value), None)

    def data(self, answer: Answer, text: str) -> dict[str, str]:
        """Return what the form gets for an answer."""
        written = {answer.words: text.strip()} if answer.words and text.strip() else {}
        return {self.field: answer.value, **written}


def answerable(uow: UnitOfWork, task: UserTask, language: str) -> Answerable | None:
    """Return what can be answered by mail; None where the diagram or the form does not allow it.

    The form's own rules decide: an answer counts when nothing but one text is wanted with it.
    """
    form, properties = form_of(uow, task), properties_of(uow, task)
    is_barred = properties.get("mailAnswer") == "false" or properties.get("signature")
    if form is None or is_barred or task.is_customer_step or task.lending == LENT:
        return None
    name = decision_field(uow, task)
    deciding = next((one for one in form.fields if one.key == name and one.type in ONE_OF), None)
    if deciding is None:
        return None
    trial = _Trial(uow, task, form, deciding, language)
    answers = tuple(trial.answers())
    return Answerable(name, answers, trial.facts()) if len(answers) >= FEWEST else None


class _Trial:
    """Answers a form in thought, once for each way to decide."""

    def __init__(
        self, uow: UnitOfWork, task: UserTask, form: Form, deciding: Component, language: str
    ) -> None:
        case: ProcessInstance = get_instance(uow.session, task.instance_id)
        self._form, self._deciding, self._language = form, deciding, language
        self._known = {**(case.variables or {}), **(task.local_variables or {})}
        self._permissions = field_permissions(uow, task)
        self._functions = present(uow.now)
        self._texts = [one.key for one in form.fields if one.type in TEXTS and len(one.path) == 1]

    def answers(self) -> Iterator[Answer]:
        """Yield the answers that want no more than one text."""
        listed = self._deciding.raw.get("values") or ()
        for value in (str(one["value"]) for one in listed if "value" in one):
            found = self._answer(value)
            if found is not None:
                yield found

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return label and value of what the form shows without asking for it."""
        shown = [one for one in self._form.fields if one.readonly is True]
        known = replace(self._form, components=tuple(shown)).answers(self._known, self._language)
        return tuple((label, self._said(value)) for label, value in known)

    def _said(self, value: Any) -> str:
        if isinstance(value, list | tuple):
            return ("、" if self._language == "zh" else ", ").join(str(one) for one in value)
        return "✓" if value is True else str(value)

    def _answer(self, value: str) -> Answer | None:
        silent = self._outcome({self._deciding.key: value})
        given = dict.fromkeys(self._texts, "意见")
        spoken = self._outcome({self._deciding.key: value, **given})
        words = [key for key in self._texts if spoken.data.get(key) == "意见"]
        if spoken.errors or len(words) > 1:
            return None
        label = shown_value(self._deciding, value, {self._deciding.key: value}, self._language)
        needed = bool(silent.errors)
        return Answer(value, str(label), words[0] if words else "", needed)

    def _outcome(self, submitted: Mapping[str, Any]) -> Outcome:
        return validate(
            self._form,
            submitted,
            self._known,
            self._language,
            self._permissions,
            self._functions,
        )
