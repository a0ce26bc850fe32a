"""What an edited text may consist of: places for facts, conditions, lists. Pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from notifications.render import GENERAL, LANGUAGES, TEMPLATES

PARTS = ("subject.txt", "body.txt", "sms.txt", "body.html")
NEEDED = ("subject.txt", "body.txt")
LONGEST = {"subject.txt": 300, "body.txt": 5000, "sms.txt": 1000, "body.html": 20_000}
FILTERS = frozenset({"default", "escape", "listed", "moment", "replace", "span"})
# Nothing that computes: an edited text shows facts and decides whether to show them.
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Dict,
    nodes.Pair,
    nodes.Tuple,
    nodes.Filter,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Getattr,
    nodes.Getitem,
)
# What every notice knows, whatever it tells of.
COMMON = frozenset(
    {
        "businessKey",
        "company",
        "due",
        "event",
        "from",
        "hotline",
        "level",
        "link",
        "message",
        "name",
        "node",
        "node_en",
        "reason",
        "remark",
        "subject",
        "text",
        "title",
        "who",
    }
)
ONLY_IN_FRAME = frozenset({"actions", "body"})
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_DOUBLE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a part of a text, and where: a code, the word, line and column."""

    part: str
    code: str
    word: str = ""
    line: int = 1
    column: int = 1


def placeholders(template: str) -> frozenset[str]:
    """Return the facts a text may name: those every notice has, and those it was delivered with."""
    return COMMON | _used(template)


def faults_of(template: str, parts: Mapping[str, str]) -> list[Fault]:
    """Return everything that keeps an edited text from being used, in order."""
    known = placeholders(template)
    return [fault for part in PARTS for fault in _faults(part, parts.get(part, ""), known)]


def _faults(part: str, text: str, known: frozenset[str]) -> Iterator[Fault]:
    if not text.strip():
        if part in NEEDED:
            yield Fault(part, "required")
        return
    if len(text) > LONGEST[part]:
        yield Fault(part, "text_too_long", str(LONGEST[part]))
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as error:
        yield Fault(part, "text_syntax", str(error.message or ""), error.lineno)
        return
    allowed = known | (ONLY_IN_FRAME if part in ("body.html", "sms.txt") else frozenset())
    yield from _strange(part, text, tree)
    # A name a list gives to its rows is known within the text.
    yield from _unknown(part, text, tree, allowed)


def _strange(part: str, text: str, tree: nodes.Template) -> Iterator[Fault]:
    for node in _walk(tree):
        if isinstance(node, nodes.For) and _is_nested(node):
            yield Fault(part, "text_nested_list", "for", node.lineno, _column(text, node, "for"))
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            column = _column(text, node, node.name)
            yield Fault(part, "text_unknown_filter", node.name, node.lineno, column)
        elif not isinstance(node, ALLOWED) and not _is_table(node):
            word = type(node).__name__
            yield Fault(part, "text_forbidden", word, node.lineno)
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            column = _column(text, node, node.attr)
            yield Fault(part, "text_forbidden", node.attr, node.lineno, column)


def _unknown(part: str, text: str, tree: nodes.Template, known: frozenset[str]) -> Iterator[Fault]:
    given = {
        node.name for node in _walk(tree) if isinstance(node, nodes.Name) and node.ctx == "store"
    } | {"loop"}
    for node in _walk(tree):
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known | given:
            column = _column(text, node, node.name)
            yield Fault(part, "text_unknown_place", node.name, node.lineno, column)


def _is_table(node: nodes.Node) -> bool:
    """Tell whether a call only looks a fact up in a table written in the text itself."""
    found = node.node if isinstance(node, nodes.Call) else None
    if not isinstance(found, nodes.Getattr) or found.attr != "get":
        return False
    return isinstance(found.node, nodes.Dict)


def _is_nested(node: nodes.For) -> bool:
    return any(isinstance(inner, nodes.For) for inner in _walk(node) if inner is not node)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _column(text: str, node: nodes.Node, word: str) -> int:
    lines = text.splitlines()
    line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
    begin = max(line.find("{"), 0)
    return max(line.find(word, begin), line.find(word)) + 1


@cache
def _used(template: str) -> frozenset[str]:
    found: set[str] = set()
    for name in (template, GENERAL):
        for path in sorted((TEMPLATES / name).rglob("*.*")):
            tree = _environment().parse(path.read_text("utf-8"))
            found |= meta.find_undeclared_variables(tree)
    return frozenset(found) - ONLY_IN_FRAME


@cache
def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment()
    for name in ("listed", "moment", "span"):
        environment.filters[name] = str
    return environment


def delivered_parts(template: str, language: str) -> dict[str, str]:
    """Return the parts that came with GridFlow; the frame and the short text are common ones."""
    found = {}
    for part in PARTS:
        paths = (TEMPLATES / name / language / part for name in (template, GENERAL))
        path = next(path for path in paths if path.is_file())
        found[part] = path.read_text("utf-8").strip()
    return found


def sms_segments(text: str) -> tuple[int, int]:
    """Return how many characters a short text counts, and how many messages it is paid as."""
    if all(sign in GSM7 or sign in GSM7_DOUBLE for sign in text):
        length = sum(2 if sign in GSM7_DOUBLE else 1 for sign in text)
        single, part = 160, 153
    else:
        # Chinese goes out as UCS-2; signs beyond it take two places.
        length = len(text.encode("utf-16-be")) // 2
        single, part = 70, 67
    return length, 0 if not length else 1 if length <= single else -(-length // part)


def languages() -> tuple[str, ...]:
    """Return the languages every text is written in."""
    return LANGUAGES
