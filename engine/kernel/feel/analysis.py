"""What an expression refers to: variables, paths and functions."""

from dataclasses import dataclass, field

from engine.kernel.feel.calls import SPECIAL, dotted
from engine.kernel.feel.functions import BUILTINS
from engine.kernel.feel.membership import TESTED
from engine.kernel.feel.tree import (
    Call,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    Name,
    Node,
    Path,
    Quantified,
)

Bound = frozenset[str]


@dataclass(slots=True)
class References:
    """The variables an expression needs, how deep it looks into them, and whom it calls."""

    names: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    paths: set[tuple[str, ...]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


def references(tree: Node) -> References:
    """Collect what a whole expression refers to."""
    found = References()
    _visit(tree, frozenset({TESTED}), False, found)
    return found


def _visit(node: Node, bound: Bound, filtered: bool, found: References) -> None:
    if isinstance(node, ContextOf):
        _entries(node, bound, filtered, found)
    elif isinstance(node, Name | Path):
        _variable(node, bound, filtered, found)
    elif isinstance(node, Call):
        _call(node, bound, filtered, found)
    elif isinstance(node, Filter):
        # A name in a filter may be an entry of the item, so it is not surely a variable.
        _visit(node.source, bound, filtered, found)
        _visit(node.condition, bound | {"item"}, True, found)
    elif isinstance(node, For | Quantified):
        _loop(node, bound, filtered, found)
    else:
        if isinstance(node, FunctionOf):
            bound |= set(node.parameters)
        for child in node.children():
            _visit(child, bound, filtered, found)


def _entries(node: ContextOf, bound: Bound, filtered: bool, found: References) -> None:
    for key, value in zip(node.keys, node.values, strict=True):
        # A function may call itself by the name of its entry.
        inner = bound | {key} if isinstance(value, FunctionOf) else bound
        _visit(value, inner, filtered, found)
        bound |= {key}


def _variable(node: Name | Path, bound: Bound, filtered: bool, found: References) -> None:
    keys: list[str] = []
    root: Node = node
    while isinstance(root, Path):
        keys.append(root.key)
        root = root.source
    if not isinstance(root, Name):
        _visit(root, bound, filtered, found)
    elif root.name not in bound:
        if filtered:
            found.possible.add(root.name)
        else:
            found.names.add(root.name)
            found.paths.add((root.name, *reversed(keys)))


def _call(node: Call, bound: Bound, filtered: bool, found: References) -> None:
    name = dotted(node.callee)
    if name is None:
        _visit(node.callee, bound, filtered, found)
    elif name not in BUILTINS and name not in SPECIAL and name.partition(".")[0] not in bound:
        found.functions.add(name)
    if name in SPECIAL:
        # is defined(x) is there to ask for what may be missing.
        filtered = True
    for argument in node.arguments:
        _visit(argument, bound, filtered, found)


def _loop(node: For | Quantified, bound: Bound, filtered: bool, found: References) -> None:
    if isinstance(node, For):
        bound |= {"partial"}
    for iteration in node.iterations:
        for source in (iteration.source, iteration.to):
            if source is not None:
                _visit(source, bound, filtered, found)
        bound |= {iteration.name}
    _visit(node.body, bound, filtered, found)
