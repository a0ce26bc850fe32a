"""From the words of a FEEL expression to its tree: operators and operands."""

from engine.kernel.feel import forms
from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.functions import MANY_WORDS
from engine.kernel.feel.stream import COMPARISONS, Stream, open_stream
from engine.kernel.feel.temporal import read_any
from engine.kernel.feel.tree import (
    Arithmetic,
    Between,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Test,
    Tests,
)
from engine.kernel.feel.type_names import type_name

# How strongly an operator binds; the minus sign before a number binds stronger than **.
OR, AND, COMPARE, ADD, MULTIPLY, RAISE, NEGATE, INSTANCE, POSTFIX = range(10, 100, 10)
_POWER = {"or": OR, "and": AND, "between": COMPARE, "in": COMPARE, "instance": INSTANCE}
_POWER |= dict.fromkeys(COMPARISONS, COMPARE)
_POWER |= {"+": ADD, "-": ADD, "*": MULTIPLY, "/": MULTIPLY, "**": RAISE}
_POWER |= dict.fromkeys((".", "[", "("), POSTFIX)
_LITERALS = {"true": True, "false": False, "null": None}
_CANNOT_BEGIN = frozenset({")", "]", ",", "}", ":", "..", ".", "*", "/", "=", "!=", "**", "->"})


def parse_tree(source: str, start: int, names: frozenset[str]) -> Node:
    """Read a whole expression."""
    parser = Parser(source, open_stream(source, start, None, juel=False), names)
    tree = parser.expression()
    parser.finish()
    return tree


def parse_tests(source: str, start: int, names: frozenset[str]) -> Tests:
    """Read the unary tests of a decision table's cell."""
    parser = Parser(source, open_stream(source, start, None, juel=False), names)
    tests = forms.unary_tests(parser)
    parser.finish()
    return tests


class Parser(Stream):
    """Reads expressions by the binding power of their operators."""

    def finish(self) -> None:
        """Refuse anything left over."""
        if self.token.kind != "end":
            raise self.fail(f"{self.describe()} does not fit here")

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind stronger than the given power."""
        self.descend()
        node = self._operand()
        while self._binding() > power:
            node = self._join(node)
        self.depth -= 1
        return node

    def _binding(self) -> int:
        token = self.token
        if token.kind not in ("operator", "name"):
            return 0
        if token.text == "[" and not self._begins(1):
            return 0
        return _POWER.get(token.text, 0)

    def _begins(self, ahead: int) -> bool:
        """Tell whether an expression can begin at a token further on."""
        token = self.peek(ahead)
        if token.kind == "name":
            return token.text not in _POWER and token.text not in ("then", "else", "return")
        return token.kind != "end" and not (
            token.kind == "operator" and token.text in _CANNOT_BEGIN
        )

    def _join(self, left: Node) -> Node:
        operator = self.take().text
        power = _POWER[operator]
        if power == POSTFIX:
            return self._postfix(left, operator)
        if operator in ("and", "or"):
            return self._logic(left, operator, power)
        if power == COMPARE:
            return self._comparison(left, operator)
        if operator == "instance":
            self.expect("of", "after `instance`")
            kind = type_name(self)
            return InstanceOf(value=left, type=kind, start=left.start, end=self.last_end)
        right = self.expression(power)
        return Arithmetic(
            operator=operator, left=left, right=right, start=left.start, end=right.end
        )

    def _logic(self, left: Node, operator: str, power: int) -> Node:
        operands = [left, self.expression(power)]
        while self.accept(operator):
            operands.append(self.expression(power))
        return Logic(
            operator=operator, operands=tuple(operands), start=left.start, end=operands[-1].end
        )

    def _comparison(self, left: Node, operator: str) -> Node:
        if operator == "between":
            low = self.expression(COMPARE)
            self.expect("and", "between the two ends")
            high = self.expression(COMPARE)
            return Between(value=left, low=low, high=high, start=left.start, end=high.end)
        if operator == "in":
            tests = forms.in_tests(self)
            return In(value=left, tests=tests, start=left.start, end=self.last_end)
        if operator == "=" and self.at("="):
            raise self.fail("FEEL compares with a single `=`")
        right = self.expression(COMPARE)
        return Comparison(
            operator=operator, left=left, right=right, start=left.start, end=right.end
        )

    def _postfix(self, left: Node, operator: str) -> Node:
        if operator == "(":
            return forms.call(self, left)
        if operator == "[":
            condition = self.expression()
            self.expect("]", "after the filter")
            return Filter(source=left, condition=condition, start=left.start, end=self.last_end)
        key, _, end = self.name("a name after the dot")
        return Path(source=left, key=key, start=left.start, end=end)

    def test(self) -> Node:
        """Read one unary test: a comparison with the tested value, or an expression."""
        if self.token.kind == "operator" and self.token.text in COMPARISONS:
            sign = self.take()
            operand = self.expression(COMPARE)
            return Test(operator=sign.text, operand=operand, start=sign.start, end=operand.end)
        return self.expression()

    def _operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return Literal(value=forms.number(token.text), start=token.start, end=token.end)
        if token.kind == "string":
            self.take()
            return Literal(value=token.text, start=token.start, end=token.end)
        if token.kind == "operator":
            return self._operator_operand()
        if token.kind == "end":
            raise self.fail("the expression ends too early")
        return self._named_operand()

    def _operator_operand(self) -> Node:
        token = self.take()
        reader = {"(": forms.parenthesis, "[": forms.list_or_range, "{": forms.context}.get(
            token.text
        )
        if reader:
            return reader(self, token)
        if token.text == "-":
            operand = self.expression(NEGATE)
            return Negation(operand=operand, start=token.start, end=operand.end)
        if token.text == "]":
            return forms.interval(self, token, self.expression())
        if token.text == "@":
            return self._at_literal()
        self.index -= 1
        raise self.fail(f"{self.describe()} does not fit here")

    def _at_literal(self) -> Node:
        sign = self.tokens[self.index - 1]
        token = self.take()
        if token.kind != "string":
            raise self.fail('after @ comes a date, time or duration in quotes: @"2026-11-02"', sign)
        try:
            value = read_any(token.text)
        except FeelError as error:
            raise self.fail(error.reason, sign) from None
        return Literal(value=value, start=sign.start, end=token.end)

    def _named_operand(self) -> Node:
        span = self.known_name(self.names)
        if span is None and self.token.text in _LITERALS:
            token = self.take()
            return Literal(value=_LITERALS[token.text], start=token.start, end=token.end)
        if span is None and self.token.text in forms.READERS:
            return forms.READERS[self.token.text](self, self.take())
        span = span or self._function_name() or self.words()
        return Name(name=span[0], start=span[1], end=span[2])

    def _function_name(self) -> tuple[str, int, int] | None:
        """Take the name of a built-in function of several words before a parenthesis."""
        index = self.index
        span = self.known_name(MANY_WORDS)
        if span and self.at("("):
            return span
        self.index = index
        return None
