"""Business rule tasks decide by DMN tables with FEEL cells (BPMN 2.0.2 §10.3.3)."""

from typing import Any

import pytest

from tests.acceptance.conformance.play import Played, do, play_files
from tests.acceptance.conformance.sketch import bpmn

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"'
    ' namespace="urn:d">'
)


def table(rows: list[tuple[str, ...]], hit: str, inputs: list[str], outputs: list[str]) -> str:
    """Return a decision table; each row holds its input cells, then its output cells."""
    heads = "".join(
        f"<input><inputExpression><text>{text}</text></inputExpression></input>" for text in inputs
    ) + "".join(f'<output name="{name}"/>' for name in outputs)
    rules = "".join(_rule(row, len(inputs)) for row in rows)
    return f"<decisionTable {hit}>{heads}{rules}</decisionTable>"


def _rule(row: tuple[str, ...], inputs: int) -> str:
    cells = [
        f"<{'inputEntry' if n < inputs else 'outputEntry'}><text>{cell}</text>"
        f"</{'inputEntry' if n < inputs else 'outputEntry'}>"
        for n, cell in enumerate(row)
    ]
    return f"<rule>{''.join(cells)}</rule>"


def dmn(**decisions: str) -> bytes:
    body = "".join(
        f'<decision id="{name}" name="{name}">{content}</decision>'
        for name, content in decisions.items()
    )
    return f"{HEAD}{body}</definitions>".encode()


def decide(rules: bytes, how: str = "singleEntry", **variables: Any) -> Played:
    sketch = f"""
    process P
      start s -> R
      rule R decision=D result=r map={how} -> e
      end e
    """
    return play_files({"p.bpmn": bpmn(sketch), "d.dmn": rules}, "P", **variables)


LEVELS = [("&lt; 1000", '"team"'), ("[1000..10000)", '"manager"'), ("&gt;= 10000", '"director"')]


@pytest.mark.parametrize(
    ("amount", "level"), [(5, "team"), (1000, "manager"), (9999, "manager"), (10000, "director")]
)
def test_a_unique_table_gives_its_one_row(amount: int, level: str) -> None:
    played = decide(dmn(D=table(LEVELS, 'hitPolicy="UNIQUE"', ["amount"], ["who"])), amount=amount)

    assert (played.result, played.variables["r"]) == ("completed", level)


def test_two_rows_of_a_unique_table_are_an_incident() -> None:
    rows = [("&lt; 1000", '"a"'), ("&lt; 2000", '"b"')]

    played = decide(dmn(D=table(rows, 'hitPolicy="UNIQUE"', ["amount"], ["who"])), amount=5)

    assert (played.result, played.incident) == ("failed", "R")


OVERLAP = [("&gt; 0", "1"), ("&gt; 10", "2"), ("&gt; 5", "3")]


@pytest.mark.parametrize(
    ("hit", "how", "found"),
    [
        ('hitPolicy="FIRST"', "singleEntry", 1),
        ('hitPolicy="RULE ORDER"', "collectEntries", [1, 2, 3]),
        ('hitPolicy="COLLECT"', "collectEntries", [1, 2, 3]),
        ('hitPolicy="COLLECT" aggregation="SUM"', "singleEntry", 6),
        ('hitPolicy="COLLECT" aggregation="MIN"', "singleEntry", 1),
        ('hitPolicy="COLLECT" aggregation="MAX"', "singleEntry", 3),
        ('hitPolicy="COLLECT" aggregation="COUNT"', "singleEntry", 3),
    ],
)
def test_the_hit_policy_says_which_rows_count(hit: str, how: str, found: object) -> None:
    played = decide(dmn(D=table(OVERLAP, hit, ["x"], ["y"])), how, x=20)

    assert (played.result, played.variables.get("r")) == ("completed", found)


def test_several_inputs_and_outputs() -> None:
    rows = [('"HV"', "&gt; 100", '"hq"', "5"), ("-", "-", '"station"', "2")]
    rules = dmn(D=table(rows, 'hitPolicy="FIRST"', ["kind", "kva"], ["who", "days"]))

    played = decide(rules, "singleResult", kind="HV", kva=200)

    assert played.variables["r"] == {"who": "hq", "days": 5}


def test_a_required_decision_is_decided_first() -> None:
    size = table([("&gt; 100", '"big"'), ("&lt;= 100", '"small"')], "", ["kva"], ["size"])
    needs = (
        '<informationRequirement id="r"><requiredDecision href="#size"/></informationRequirement>'
    )
    final = table([('"big"', "9"), ('"small"', "3")], "", ["size"], ["days"])

    assert decide(dmn(size=size, D=needs + final), kva=500).variables["r"] == 9


def test_a_decision_steers_a_gateway() -> None:
    sketch = """
    process P
      start s -> A
      user A -> R
      rule R decision=D result=who map=singleEntry -> g
      xor g -> B if who = "team" | C else
      user B
      user C
    """
    rules = dmn(D=table(LEVELS, 'hitPolicy="UNIQUE"', ["amount"], ["who"]))
    files = {"p.bpmn": bpmn(sketch), "d.dmn": rules}

    assert play_files(files, "P", do("A", amount=10)).open == ["B"]
    assert play_files(files, "P", do("A", amount=1000)).open == ["C"]


def test_an_unknown_decision_is_refused_or_an_incident() -> None:
    sketch = "process P\n  start s -> R\n  rule R decision=Nobody result=r -> e\n  end e"

    assert play_files({"p.bpmn": bpmn(sketch)}, "P").result in ("failed", "refused")
