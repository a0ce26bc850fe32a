"""Small DMN files for the tests, made from rows."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def _text(tag: str, value: str) -> str:
    return f"<{tag}><text>{escape(value)}</text></{tag}>"


def table(
    rows: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    inputs: Sequence[str] = ("amount",),
    outputs: Sequence[str] = ("level",),
    policy: str = "UNIQUE",
    aggregation: str = "",
    values: str = "",
    default: str = "",
    types: tuple[str, str] = ("", ""),
) -> str:
    """Return a decision table; `types` are those of all inputs and of all outputs."""
    kinds = [f" typeRef={quoteattr(kind)}" if kind else "" for kind in types]
    parts = [f"<decisionTable hitPolicy={quoteattr(policy)}"]
    parts += [f" aggregation={quoteattr(aggregation)}" if aggregation else "", ">"]
    for text in inputs:
        inner = f"<inputExpression{kinds[0]}><text>{escape(text)}</text></inputExpression>"
        parts.append(f"<input label={quoteattr(text)}>{inner}</input>")
    for name in outputs:
        inner = _text("outputValues", values) if values else ""
        inner += _text("defaultOutputEntry", default) if default else ""
        parts.append(f"<output name={quoteattr(name)}{kinds[1]}>{inner}</output>")
    for number, (tests, entries) in enumerate(rows, 1):
        cells = [_text("inputEntry", cell) for cell in tests]
        cells += [_text("outputEntry", cell) for cell in entries]
        parts.append(f'<rule id="r{number}">{"".join(cells)}</rule>')
    return "".join([*parts, "</decisionTable>"])


def decision(logic: str, key: str = "d", requires: Sequence[str] = (), extra: str = "") -> str:
    """Return a decision around some logic."""
    links = "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
        for one in requires
    )
    return f'<decision id="{key}" name="{key}">{extra}{links}{logic}</decision>\n'


def file(*decisions: str, namespace: str = NAMESPACE, attributes: str = "") -> bytes:
    """Return a whole DMN file."""
    head = f'<definitions xmlns="{namespace}" id="defs" name="defs" namespace="x" {attributes}>\n'
    return (head + "".join(decisions) + "</definitions>").encode()


def literal(text: str) -> str:
    """Return a literal expression."""
    return _text("literalExpression", text)
