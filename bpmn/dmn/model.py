"""What a DMN file says, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.dmn.problem import ERROR, DmnProblem
from engine.kernel.feel import Expression, UnaryTests

UNIQUE, FIRST, PRIORITY, ANY = "UNIQUE", "FIRST", "PRIORITY", "ANY"
COLLECT, RULE_ORDER, OUTPUT_ORDER = "COLLECT", "RULE ORDER", "OUTPUT ORDER"
HIT_POLICIES = (UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE_ORDER, OUTPUT_ORDER)
AGGREGATIONS = ("SUM", "MIN", "MAX", "COUNT")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDefinition:
    """A type of the file's own, made from a simpler one."""

    name: str
    base: str | None = None
    is_collection: bool = False
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputColumn:
    """A column of conditions; without an expression it could not be read."""

    id: str
    label: str
    line: int
    expression: Expression | None
    type_ref: str | None = None
    allowed: UnaryTests | None = None
    variable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """A column of results."""

    id: str
    name: str
    label: str
    line: int
    type_ref: str | None = None
    allowed: UnaryTests | None = None
    ranking: tuple[Expression, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row: a test per input and a value per output; what could not be read is None."""

    id: str
    line: int
    number: int
    tests: tuple[UnaryTests | None, ...]
    entries: tuple[Expression | None, ...]
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """Rules with the policy that says what several hits mean."""

    id: str
    line: int
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question with the logic that answers it and the decisions it needs first."""

    id: str
    name: str
    line: int
    variable: str
    type_ref: str | None = None
    required_decisions: tuple[str, ...] = ()
    required_inputs: tuple[str, ...] = ()
    table: DecisionTable | None = None
    literal: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """A value the decisions are given from outside."""

    id: str
    name: str
    line: int
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One DMN file: its decisions and what is wrong with it."""

    id: str
    name: str
    file: str
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    inputs: Mapping[str, InputData] = field(default_factory=dict)
    types: Mapping[str, TypeDefinition] = field(default_factory=dict)
    problems: tuple[DmnProblem, ...] = ()

    @property
    def is_executable(self) -> bool:
        """Tell whether nothing stands against evaluating the decisions."""
        return not any(problem.severity == ERROR for problem in self.problems)

    def needed(self, decision_id: str) -> frozenset[str]:
        """Return the variables a decision and those it requires ask for."""
        names: set[str] = set()
        seen: set[str] = set()
        waiting = [decision_id]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            decision = self.decisions[current]
            waiting += decision.required_decisions
            names |= _names(decision) - self._answered(decision)
        return frozenset(names)

    def _answered(self, decision: Decision) -> set[str]:
        """Return the names the required decisions answer to."""
        answered: set[str] = set()
        for required in map(self.decisions.__getitem__, decision.required_decisions):
            answered |= {required.id, required.name, required.variable}
            if required.table:
                answered |= {column.name for column in required.table.outputs}
        return answered


def _names(decision: Decision) -> frozenset[str]:
    parts: list[Expression | UnaryTests | None] = [decision.literal]
    if decision.table:
        parts += [column.expression for column in decision.table.inputs]
        for rule in decision.table.rules:
            parts += [*rule.tests, *rule.entries]
    return frozenset(name for part in parts if part for name in part.names)
