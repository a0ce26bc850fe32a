"""JUEL, the expressions of Camunda 7, read into the tree of FEEL."""

from typing import Any

from engine.kernel.feel.errors import FeelSyntaxError
from engine.kernel.feel.forms import number
from engine.kernel.feel.stream import Stream, open_stream
from engine.kernel.feel.tree import (
    Arithmetic,
    Call,
    Comparison,
    If,
    Key,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
)

TERNARY, OR, AND, EQUAL, COMPARE, ADD, MULTIPLY, PREFIX, POSTFIX = range(10, 100, 10)
_MEANING = {
    **{"||": "or", "or": "or", "&&": "and", "and": "and"},
    **{"==": "=", "eq": "=", "!=": "!=", "ne": "!="},
    **{"<": "<", "lt": "<", "<=": "<=", "le": "<=", ">": ">", "gt": ">", ">=": ">=", "ge": ">="},
    **{"+": "+", "-": "-", "*": "*", "/": "/", "div": "/", "%": "%", "mod": "%"},
    **{"?": "?", ".": ".", "[": "[", "(": "("},
}
_POWER = {
    **{"?": TERNARY, "or": OR, "and": AND, "=": EQUAL, "!=": EQUAL},
    **dict.fromkeys(("<", "<=", ">", ">="), COMPARE),
    **{"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "%": MULTIPLY},
    **dict.fromkeys((".", "[", "("), POSTFIX),
}
_LITERALS = {"true": True, "false": False, "null": None}
_METHODS = {
    "size": "count(list)",
    "length": "string length(text)",
    "isEmpty": "empty x",
    "equals": "a == b",
    "equalsIgnoreCase": "lower case(a) = lower case(b)",
    "contains": "list contains(list, element)",
    "startsWith": "starts with(text, match)",
    "endsWith": "ends with(text, match)",
    "get": "a.key",
    "containsKey": "is defined(a.key)",
    "toString": "string(x)",
    "getVariable": "the variable's name",
    "hasVariable": "is defined(name)",
}


def is_juel(text: str) -> bool:
    """Tell whether a text is written as ${…} or #{…}."""
    stripped = text.strip()
    return stripped[:2] in ("${", "#{") and stripped.endswith("}")


def parse_juel(text: str) -> Node:
    """Read a JUEL expression."""
    start = len(text) - len(text.lstrip()) + 2
    end = len(text.rstrip()) - 1
    if end <= start:
        raise FeelSyntaxError("the expression is empty")
    parser = JuelParser(text, open_stream(text, start, end, juel=True), frozenset())
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.fail(f"{parser.describe()} does not fit here")
    return tree


class JuelParser(Stream):
    """Reads JUEL by the binding power of its operators."""

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind stronger than the given power."""
        self.descend()
        node = self._operand()
        while self._binding() > power:
            node = self._join(node)
        self.depth -= 1
        return node

    def _binding(self) -> int:
        if self.token.kind not in ("operator", "name"):
            return 0
        return _POWER.get(_MEANING.get(self.token.text, ""), 0)

    def _join(self, left: Node) -> Node:
        operator = _MEANING[self.take().text]
        power = _POWER[operator]
        if operator == "?":
            return self._ternary(left)
        if power == POSTFIX:
            return self._postfix(left, operator)
        right = self.expression(power)
        start, end = left.start, right.end
        if operator in ("and", "or"):
            return Logic(operator=operator, operands=(left, right), start=start, end=end)
        if operator == "%":
            return _call("modulo", (left, right), start, end)
        if power in (EQUAL, COMPARE):
            return Comparison(operator=operator, left=left, right=right, start=start, end=end)
        return Arithmetic(operator=operator, left=left, right=right, start=start, end=end)

    def _ternary(self, condition: Node) -> Node:
        then = self.expression()
        self.expect(":", "between the two values")
        otherwise = self.expression(TERNARY - 1)
        return If(
            condition=condition,
            then=then,
            otherwise=otherwise,
            start=condition.start,
            end=otherwise.end,
        )

    def _postfix(self, left: Node, operator: str) -> Node:
        if operator == ".":
            if self.token.kind != "name":
                raise self.fail(f"expected a name after the dot, found {self.describe()}")
            return Path(source=left, key=self.take().text, start=left.start, end=self.last_end)
        if operator == "[":
            key = self.expression()
            self.expect("]", "after the key")
            if isinstance(key, Literal) and isinstance(key.value, str):
                return Path(source=left, key=key.value, start=left.start, end=self.last_end)
            return Key(source=left, key=key, start=left.start, end=self.last_end)
        return self._called(left)

    def _called(self, callee: Node) -> Node:
        if isinstance(callee, Path) and callee.key in _METHODS:
            hint = _METHODS[callee.key]
            raise self.fail(f"methods such as `{callee.key}` are not run here; use {hint} of FEEL")
        arguments: list[Node] = []
        while not self.at(")"):
            arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")", "after the arguments")
        return Call(
            callee=callee, arguments=tuple(arguments), start=callee.start, end=self.last_end
        )

    def _operand(self) -> Node:
        token = self.take()
        start = token.start
        if token.kind == "number":
            return Literal(value=number(token.text), start=start, end=token.end)
        if token.kind == "string":
            return Literal(value=token.text, start=start, end=token.end)
        if token.text in ("!", "not", "-", "empty"):
            return self._prefixed(token.text, start)
        if token.text == "(":
            inner = self.expression()
            self.expect(")", "to close the parenthesis")
            return inner
        if token.kind != "name" or token.text in _MEANING:
            if token.kind == "end":
                raise self.fail("the expression ends too early")
            raise self.fail(f"`{token.text}` does not fit here", token)
        if token.text in _LITERALS:
            return Literal(value=_LITERALS[token.text], start=start, end=token.end)
        return Name(name=token.text, start=start, end=token.end)

    def _prefixed(self, operator: str, start: int) -> Node:
        operand = self.expression(PREFIX)
        end = operand.end
        if operator == "-":
            return Negation(operand=operand, start=start, end=end)
        if operator == "empty":
            return _empty(operand, start, end)
        return _call("not", (operand,), start, end)


def _call(name: str, arguments: tuple[Node, ...], start: int, end: int) -> Node:
    callee = Name(name=name, start=start, end=end)
    return Call(callee=callee, arguments=arguments, start=start, end=end)


def _empty(operand: Node, start: int, end: int) -> Node:
    """Return what asks whether a value is null, "", an empty list or an empty context."""
    written: tuple[Any, ...] = (None, "", {})
    equal = [
        Comparison(
            operator="=",
            left=operand,
            right=Literal(value=value, start=start, end=end),
            start=start,
            end=end,
        )
        for value in written
    ]
    no_items = Comparison(
        operator="=",
        left=operand,
        right=ListOf(items=(), start=start, end=end),
        start=start,
        end=end,
    )
    return Logic(operator="or", operands=(*equal, no_items), start=start, end=end)
