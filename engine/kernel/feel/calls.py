"""Closures for function calls and function definitions."""

from collections.abc import Callable
from typing import Any

from engine.kernel.errors import GridFlowError
from engine.kernel.feel.compiler import COMPILERS, Compiler, Run
from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.functions import BUILTINS
from engine.kernel.feel.lexer import fault
from engine.kernel.feel.loops import size
from engine.kernel.feel.scope import Scope, bounded
from engine.kernel.feel.signatures import Builtin
from engine.kernel.feel.tree import Call, FunctionOf, Name, Node, Path
from engine.kernel.feel.values import Function, kind_of

_ABSENT = frozenset({"unknown_variable", "missing_key", "null"})


def dotted(node: Node) -> str | None:
    """Return `a.b` for a path of names, None for anything else."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Path):
        before = dotted(node.source)
        return None if before is None else f"{before}.{node.key}"
    return None


def call(compiler: Compiler, node: Call) -> Run:
    """Compile a function call: a host function, a built-in one, or a function value."""
    name = dotted(node.callee)
    if name in SPECIAL:
        return SPECIAL[name](compiler, node)
    arguments = [compiler.run(argument) for argument in node.arguments]
    names, where = node.names, compiler.snippet(node)
    known = BUILTINS.get(name) if name else None
    callee = compiler.run(node.callee)

    def run(scope: Scope) -> Any:
        host = scope.functions.get(name) if name else None
        function = host or known or _function_value(callee, scope, name)
        values = [argument(scope) for argument in arguments]
        scope.budget.charge(function.price(values) if isinstance(function, Builtin) else 1)
        try:
            return bounded(_apply(function, values, names))
        except FeelError as error:
            raise error.at(where) from None

    return run


def _function_value(callee: Run, scope: Scope, name: str | None) -> Any:
    try:
        return callee(scope)
    except FeelError as error:
        if name and error.kind == "unknown_variable":
            raise FeelError("unknown_function", f"there is no function `{name}`") from None
        raise


def _apply(function: Any, values: list[Any], names: tuple[str, ...]) -> Any:
    if isinstance(function, Builtin):
        return function.call(values, names)
    if isinstance(function, Function):
        return function.call(_sorted(function, values, names))
    if not callable(function):
        raise FeelError("unknown_function", f"a {kind_of(function)} is not a function")
    return _host(function, values, names)


def _host(function: Callable[..., Any], values: list[Any], names: tuple[str, ...]) -> Any:
    positional = [] if names else values
    named = {name.replace(" ", "_"): value for name, value in zip(names, values, strict=False)}
    try:
        return function(*positional, **named)
    except GridFlowError:
        raise
    except (TypeError, ValueError, LookupError) as error:
        raise FeelError("argument", f"the function refused its arguments: {error}") from error


def _sorted(function: Function, values: list[Any], names: tuple[str, ...]) -> list[Any]:
    wanted = function.parameters
    if names and set(names) == set(wanted) and len(names) == len(wanted):
        given = dict(zip(names, values, strict=True))
        return [given[name] for name in wanted]
    if names or len(values) != len(wanted):
        raise FeelError("argument", f"the function takes ({', '.join(wanted)})")
    return values


def function_of(compiler: Compiler, node: FunctionOf) -> Run:
    """Compile function(a, b) …"""
    body, parameters = compiler.run(node.body), node.parameters
    cost = size(node.body)

    def run(scope: Scope) -> Function:
        def invoke(values: list[Any]) -> Any:
            scope.budget.charge(cost)
            scope.budget.enter(min(cost, 8) + 2)
            answer = body(scope.inner(dict(zip(parameters, values, strict=False))))
            scope.budget.depth -= min(cost, 8) + 2
            return answer

        return Function(parameters, invoke)

    return run


def is_defined(compiler: Compiler, node: Call) -> Run:
    """Compile is defined(a.b): tells whether the path leads to a value other than null."""
    value = _present(compiler, node, 1)
    return lambda scope: value(scope) is not None


def get_or_else(compiler: Compiler, node: Call) -> Run:
    """Compile get or else(a.b, default)."""
    value = _present(compiler, node, 2)
    default = compiler.run(node.arguments[1])

    def run(scope: Scope) -> Any:
        found = value(scope)
        return default(scope) if found is None else found

    return run


def _present(compiler: Compiler, node: Call, count: int) -> Run:
    """Return what evaluates the first argument to null where it does not exist."""
    if len(node.arguments) != count or node.names:
        message = f"{dotted(node.callee)} takes {count} argument{'s' * (count > 1)}"
        raise fault(compiler.source, node.start, message)
    argument = compiler.run(node.arguments[0])

    def run(scope: Scope) -> Any:
        try:
            return argument(scope)
        except FeelError as error:
            if error.kind in _ABSENT:
                return None
            raise

    return run


SPECIAL: dict[str | None, Callable[[Compiler, Call], Run]] = {
    "is defined": is_defined,
    "get or else": get_or_else,
}
COMPILERS |= {Call: call, FunctionOf: function_of}
