"""Doing an activity several times: multi-instance and standard loops.

The token of the activity becomes the body: it holds the counters and the events attached to
the activity; each instance is a token inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.workflow.formulas import Formula
from engine.workflow.problems import Fault, StaleCommand
from engine.workflow.tokens import Token
from engine.workflow.values import clean_value
from engine.workflow.variables import write

if TYPE_CHECKING:
    from engine.workflow.specs.activities import ActivitySpec

OUT = "out"  # in internal_data of a body: the collected results by instance
REST = "rest"  # in internal_data of a sequential body: the elements still to come
COUNT = "nrOfInstances"
ACTIVE = "nrOfActiveInstances"
DONE = "nrOfCompletedInstances"
COUNTER = "loopCounter"


class Loop:
    """What a body does."""

    def begin(self, body: Token) -> bool | None:
        """Begin the first instance (or all); True when there is nothing to do."""
        raise NotImplementedError

    def inner_done(self, token: Token) -> None:
        """Count a completed instance, and end the loop or go on."""
        raise NotImplementedError

    def finish(self, body: Token) -> None:
        """Write what the loop as a whole gives back."""


def _begin_instance(body: Token, counter: int, own: dict[str, Any]) -> None:
    token = Token(body.workflow, body.task_spec, body)
    token.data = {COUNTER: counter, **own}
    body.task_spec._update(token)


@dataclass(frozen=True, eq=False)
class StandardLoop(Loop):
    """Repeats while a condition holds, at most so many times."""

    condition: Formula | None
    test_before: bool
    maximum: Formula | None

    def begin(self, body: Token) -> bool | None:
        """Begin the first round, unless the condition is tested first and does not hold."""
        spec: ActivitySpec = body.task_spec
        body.data = {COUNTER: 0}
        limit = self._limit(body)
        if limit == 0 or (self.test_before and not self._holds(body)):
            return True
        spec.guard(body)
        _begin_instance(body, 0, {})
        return None

    def inner_done(self, token: Token) -> None:
        """Go round again while the condition holds."""
        body = token.up
        assert body is not None and body.data is not None and token.data is not None
        counter = token.data[COUNTER] + 1
        body.data[COUNTER] = counter
        limit = self._limit(body)
        if (limit is None or counter < limit) and self._holds(body):
            _begin_instance(body, counter, {})

    def _holds(self, body: Token) -> bool:
        return self.condition is None or self.condition.holds(body)

    def _limit(self, body: Token) -> int | None:
        return None if self.maximum is None else _whole(self.maximum, body)


@dataclass(frozen=True, eq=False)
class MultiInstance(Loop):
    """One instance for each element of a collection, or a number of instances."""

    is_sequential: bool
    cardinality: Formula | None
    collection: Formula | None
    element: str | None
    condition: Formula | None
    output_collection: str | None
    output_element: Formula | None
    output_name: str | None  # of the element, where it is a mere name: own to each instance

    def begin(self, body: Token) -> bool | None:
        """Count the elements and begin one instance or all."""
        spec: ActivitySpec = body.task_spec
        elements = self._elements(body)
        number = len(elements)
        body.workflow.move.expect(number)
        body.data = {COUNT: number, ACTIVE: number, DONE: 0}
        if self.output_collection is not None:
            body.internal_data[OUT] = {}
        if not number:
            return True
        spec.guard(body)
        body.internal_data["next"] = 0
        if self.is_sequential:
            body.data[ACTIVE] = 1
            body.internal_data[REST] = elements
            self._begin_next(body)
        else:
            for element in elements:
                self._begin_one(body, element)
        return None

    def _elements(self, body: Token) -> list[Any]:
        if self.collection is not None:
            found = self.collection.value(body)
            if not isinstance(found, list | tuple):
                raise Fault(
                    "collection-not-a-list", f"{self.collection.text} is {found!r:.60}, no list"
                )
            body.workflow.move.allow_tokens(len(found))
            return list(found)
        assert self.cardinality is not None
        number = _whole(self.cardinality, body)
        body.workflow.move.allow_tokens(number)
        return [None] * number

    def _begin_one(self, body: Token, element: Any) -> None:
        counter = body.internal_data["next"]
        body.internal_data["next"] = counter + 1
        own = {}
        if self.element is not None:
            own[self.element] = element
        if self.output_name is not None and self.output_name != self.element:
            own[self.output_name] = None
        _begin_instance(body, counter, own)

    def _begin_next(self, body: Token) -> None:
        self._begin_one(body, body.internal_data[REST].pop(0))

    def inner_done(self, token: Token) -> None:
        """Collect the result, count, and see whether the loop is over."""
        body = token.up
        assert body is not None and body.data is not None
        self._collect(token, body)
        body.data[DONE] += 1
        if not self.is_sequential:
            body.data[ACTIVE] -= 1
        if self.condition is not None and self._is_over(token, body):
            body.internal_data.pop(REST, None)
            for other in body.children:
                if other is not token:
                    other.cancel()
        elif body.internal_data.get(REST):
            self._begin_next(body)

    def _is_over(self, token: Token, body: Token) -> bool:
        name = self.output_collection
        assert self.condition is not None and body.data is not None
        if name is not None and name in self.condition.expression.names:
            body.data[name] = _results(body)
        return self.condition.holds(token)

    def _collect(self, token: Token, body: Token) -> None:
        if self.output_collection is None:
            return
        assert token.data is not None
        counter = token.data[COUNTER]
        value = self.output_element.value(token) if self.output_element is not None else None
        body.internal_data[OUT][str(counter)] = clean_value(self.output_collection, value)

    def finish(self, body: Token) -> None:
        """Write the collected results around the loop, in the order of the instances."""
        if self.output_collection is not None:
            assert body.up is not None
            write(body.up, self.output_collection, _results(body))

    def add(self, body: Token, elements: tuple[Any, ...]) -> None:
        """Add instances while the loop runs."""
        assert body.data is not None
        body.workflow.move.expect(len(elements))
        body.workflow.move.allow_tokens(len(elements))
        body.data[COUNT] += len(elements)
        if self.is_sequential:
            body.internal_data.setdefault(REST, []).extend(elements)
            return
        body.data[ACTIVE] += len(elements)
        for element in elements:
            self._begin_one(body, element)

    def withdraw(self, token: Token) -> None:
        """Take one open instance out; the others decide without it."""
        body = token.up
        assert body is not None and body.data is not None
        if body.data[COUNT] == 1:
            raise StaleCommand("the only instance cannot be removed", token=token.key)
        body.data[COUNT] -= 1
        if self.is_sequential and body.internal_data.get(REST):
            self._begin_next(body)
        elif not self.is_sequential:
            body.data[ACTIVE] -= 1
        token.cancel()
        self._end_if_decided(body)

    def _end_if_decided(self, body: Token) -> None:
        if self.condition is not None and body.live and self._is_over(body, body):
            for other in body.children:
                other.cancel()


def _results(body: Token) -> list[Any]:
    out = body.internal_data[OUT]
    return [out[key] for key in sorted(out, key=int)]


def _whole(formula: Formula, token: Token) -> int:
    value = formula.value(token)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise Fault("not-a-number-of-times", f"{formula.text} is {value!r:.60}, no whole number")
    if value < 0:
        raise Fault("not-a-number-of-times", f"{formula.text} is negative: {value}")
    return int(value)
