"""Data objects, stores, inputs, outputs and the arrows between them."""

from collections.abc import Iterator

from bpmn.annotations import DataAssociation, IoSpecification
from bpmn.lint.context import Context
from bpmn.lint.problem import WARNING, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.lint.rules.documents import Spot
from bpmn.model import Activity, Event, FlowNode

DATA = frozenset(
    "dataObject dataObjectReference dataStore dataStoreReference dataInput dataOutput property"
    " inputDataItem outputDataItem".split()
)

OBJECT_UNKNOWN = error(
    "data-reference-unknown",
    (
        "数据引用 {label} 指向的 {ref} 不存在。",
        "Data reference {label} points to {ref}, which does not exist.",
    ),
    ("没有可读写的数据。", "There are no data to read or write."),
    ("选择存在的数据对象，或补上定义。", "Choose an existing data object, or add its definition."),
)
OBJECT_WRONG = error(
    "data-reference-wrong-type",
    (
        "数据引用 {label} 指向 {ref}，它是 {kind}，应为 {wanted}。",
        "Data reference {label} points to {ref}, a {kind} instead of a {wanted}.",
    ),
    ("类型不符的引用无法执行。", "A reference of the wrong type cannot be run."),
    ("选择类型正确的元素。", "Choose an element of the right type."),
)
OBJECT_MISSING = warning(
    "data-reference-empty",
    ("数据引用 {label} 没有指向数据对象。", "Data reference {label} points to no data object."),
    ("它只是一幅图。", "It is a picture only."),
    ("指定 dataObjectRef。", "Give its dataObjectRef."),
)
STORE_IGNORED = warning(
    "data-store-ignored",
    ("数据存储 {label} 不执行，只作说明。", "Data store {label} is shown but not run."),
    (
        "GridFlow 的数据存放在流程变量和业务表中。",
        "GridFlow keeps data in process variables and business tables.",
    ),
    ("需要读写时用服务任务。", "Use a service task to read or write."),
)
END_UNKNOWN = error(
    "data-association-end-unknown",
    (
        "{label} 的数据关联 {association} 的{side_zh} {ref} 不存在。",
        "The {side} {ref} of data association {association} at {label} does not exist.",
    ),
    ("数据无处可取或无处可放。", "The data come from or go to nowhere."),
    ("重新连接，或删除这条关联。", "Connect it again, or delete the association."),
)
END_WRONG = error(
    "data-association-end-wrong-type",
    (
        "{label} 的数据关联 {association} 的{side_zh} {ref} 是 {kind}，不是数据。",
        "The {side} {ref} of data association {association} at {label} is a {kind}, not data.",
    ),
    ("数据关联只连接数据与活动。", "Data associations join data and activities only."),
    ("连到数据对象，或改用顺序流。", "Connect to a data object, or use a sequence flow."),
)
END_MISSING = error(
    "data-association-incomplete",
    (
        "{label} 的数据关联 {association} 缺少{side_zh}。",
        "Data association {association} at {label} has no {side}.",
    ),
    ("数据无处可取或无处可放。", "The data come from or go to nowhere."),
    ("重新连接，或删除这条关联。", "Connect it again, or delete the association."),
)
SET_UNKNOWN = error(
    "io-set-unknown",
    (
        "{label} 的输入输出集列出了不存在的数据 {ref}。",
        "An input or output set of {label} lists {ref}, which does not exist.",
    ),
    ("无法判断数据是否齐全。", "Nobody can tell whether the data are complete."),
    ("改正 inputSet/outputSet。", "Correct inputSet or outputSet."),
)
_WANTED = {"dataObjectReference": "dataObject", "dataStoreReference": "dataStore"}


@rule
def references(context: Context) -> Iterator[Problem]:
    """Each data reference points to a datum of its kind."""
    for scope in context.scopes:
        for one in scope.data_references:
            if one.type == "dataStoreReference":
                yield STORE_IGNORED.at(one)
            if not one.ref:
                if one.type == "dataObjectReference":
                    yield OBJECT_MISSING.at(one)
                continue
            kind, wanted = context.kinds.get(one.ref), _WANTED[one.type]
            if kind is None:
                yield OBJECT_UNKNOWN.at(one, ref=one.ref)
            elif kind != wanted:
                yield OBJECT_WRONG.at(one, ref=one.ref, kind=kind, wanted=wanted)


@rule
def associations(context: Context) -> Iterator[Problem]:
    """Each data arrow joins data that exist."""
    for node in context.nodes:
        if isinstance(node, Activity | Event):
            for one in node.data_associations:
                yield from _association_problems(context, node, one)


def _association_problems(
    context: Context, node: FlowNode, one: DataAssociation
) -> Iterator[Problem]:
    facts = {"association": one.id or f"({one.direction})"}
    # Several editors write no source for what an activity gives.
    computed = one.assignments or one.transformation is not None
    needs_source = one.direction == "input" and not computed
    for side, side_zh, refs, needed in (
        ("source", "来源", one.sources, needs_source),
        ("target", "去处", (one.target or "",), True),
    ):
        if needed and not any(refs):
            yield END_MISSING.at(node, facts, line=one.line, side=side, side_zh=side_zh)
        for ref in filter(None, refs):
            kind = context.kinds.get(ref)
            words = {**facts, "side": side, "side_zh": side_zh, "ref": ref}
            if kind is None:
                yield END_UNKNOWN.at(node, words, line=one.line)
            elif kind not in DATA:
                # Some tools name the activity itself where its data input is meant.
                severity = WARNING if ref == node.id else None
                yield END_WRONG.at(node, words, line=one.line, kind=kind, severity=severity)


@rule
def io_sets(context: Context) -> Iterator[Problem]:
    """Input and output sets list what there is."""
    holders: list[tuple[object, IoSpecification | None]] = [
        *((one, one.io) for one in context.model.processes),
        *((one, one.io) for one in context.activities()),
    ]
    for place, io in holders:
        if io is None:
            continue
        known = {one.id for one in (*io.inputs, *io.outputs)}
        for refs in (*io.input_sets, *io.output_sets):
            for ref in refs:
                if ref not in known:
                    spot = Spot(getattr(place, "id", ""), io.line, getattr(place, "name", ""))
                    yield SET_UNKNOWN.at(spot, ref=ref)
