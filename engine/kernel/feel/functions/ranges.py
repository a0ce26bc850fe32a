"""How points and ranges lie to each other (Allen's relations)."""

from collections.abc import Callable
from typing import Any

from engine.kernel.feel.errors import FeelError, FeelSyntaxError
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.tree import Call, Interval, Literal, Negation, Node
from engine.kernel.feel.values import Range, ordering


def span(value: Any) -> Range:
    """Return a range as it is, a point as the range of itself."""
    if not isinstance(value, Range):
        return Range(value, value)
    if value.low is None or value.high is None:
        raise FeelError("argument", "both ends of the range must be given")
    return value


def _starts(one: Range, two: Range) -> int:
    """Compare where two ranges start."""
    return ordering(one.low, two.low) or int(two.low_included) - int(one.low_included)


def _ends(one: Range, two: Range) -> int:
    """Compare where two ranges end."""
    return ordering(one.high, two.high) or int(one.high_included) - int(two.high_included)


def _precedes(one: Range, two: Range) -> bool:
    order = ordering(one.high, two.low)
    return order < 0 or (order == 0 and not (one.high_included and two.low_included))


def _overlaps(one: Range, two: Range) -> bool:
    return not _precedes(one, two) and not _precedes(two, one)


def _overlaps_before(one: Range, two: Range) -> bool:
    return _starts(one, two) < 0 and _overlaps(one, two) and _ends(one, two) <= 0


def _overlaps_after(one: Range, two: Range) -> bool:
    return _ends(one, two) > 0 and _overlaps(one, two) and _starts(one, two) >= 0


def _meets(one: Range, two: Range) -> bool:
    return one.high_included and two.low_included and ordering(one.high, two.low) == 0


def _includes(one: Range, two: Range) -> bool:
    return _starts(one, two) <= 0 and _ends(one, two) >= 0


def _starts_with(one: Range, two: Range) -> bool:
    return _starts(one, two) == 0 and _ends(one, two) <= 0


def _finishes(one: Range, two: Range) -> bool:
    return _ends(one, two) == 0 and _starts(one, two) >= 0


def _coincides(one: Range, two: Range) -> bool:
    return _starts(one, two) == 0 and _ends(one, two) == 0


_RELATIONS: dict[str, Callable[[Range, Range], bool]] = {
    "before": _precedes,
    "after": lambda one, two: _precedes(two, one),
    "meets": _meets,
    "met by": lambda one, two: _meets(two, one),
    "overlaps": _overlaps,
    "overlaps before": _overlaps_before,
    "overlaps after": _overlaps_after,
    "finishes": _finishes,
    "finished by": lambda one, two: _finishes(two, one),
    "includes": _includes,
    "during": lambda one, two: _includes(two, one),
    "starts": _starts_with,
    "started by": lambda one, two: _starts_with(two, one),
    "coincides": _coincides,
}


def _register(name: str, relation: Callable[[Range, Range], bool]) -> None:
    @builtin(f"{name}(a: point|span, b: point|span)")
    def related(one: Any, two: Any) -> bool:
        return relation(span(one), span(two))


for _name, _relation in _RELATIONS.items():
    _register(_name, _relation)


@builtin("range(from: string)")
def read_range(text: str) -> Range:
    """Read a range of numbers, dates or texts such as "[1..5)"."""
    # Imported here because the parser needs the names of all functions first.
    from engine.kernel.feel.expression import parse

    try:
        found = parse(text)
    except FeelSyntaxError:
        raise FeelError("argument", f'"{text[:40]}" is not a range') from None
    # Only what is written down: an expression inside would not be counted against the limits.
    value = found.evaluate({}) if _is_plain(found.tree) else None
    if not isinstance(value, Range):
        raise FeelError("argument", f'"{text[:40]}" is not a range')
    return value


def _is_plain(tree: Node) -> bool:
    """Tell whether a range has ends written down, or made by functions such as date."""
    if not isinstance(tree, Interval):
        return False
    return all(_is_written(end) for end in (tree.low, tree.high) if end is not None)


def _is_written(node: Node) -> bool:
    if isinstance(node, Negation):
        node = node.operand
    if isinstance(node, Call):
        return all(isinstance(one, Literal) for one in node.arguments)
    return isinstance(node, Literal)
