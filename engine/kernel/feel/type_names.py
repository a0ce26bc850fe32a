"""Reading the names of types in expressions."""

from engine.kernel.feel.stream import Stream, one_line


def type_name(parser: Stream) -> str:
    """Read the name of a type such as list<number>."""
    start = parser.token.start
    words = [parser.take().text] if parser.at("function") else []
    while parser.token.kind == "name" and (not words or parser.token.text not in ("or", "in")):
        # `and` belongs to "date and time" and "days and time duration", else it is the operator.
        if parser.at("and") and words not in (["date"], ["days"], ["years"]):
            break
        words.append(parser.take().text)
    if not words:
        raise parser.fail(f"expected the name of a type, found {parser.describe()}")
    if parser.at("<"):
        _skip_type_arguments(parser)
    return one_line(parser.source[start : parser.last_end])


def _skip_type_arguments(parser: Stream) -> None:
    level = 0
    while True:
        token = parser.take()
        if token.kind == "end":
            raise parser.fail("the type has no closing `>`")
        level += {"<": 1, ">": -1}.get(token.text, 0)
        if level == 0:
            break
    if parser.accept("->"):
        type_name(parser)
