"""Reads data, lanes, artifacts and roles of a process."""

from lxml import etree

from bpmn.annotations import (
    Artifact,
    Assignment,
    DataAssociation,
    DataItem,
    DataObject,
    DataReference,
    IoSpecification,
    Lane,
    LaneSet,
    ResourceRole,
)
from bpmn.dialects import read_extensions
from bpmn.markup import (
    BPMN,
    attribute,
    child,
    child_reference,
    children,
    content,
    flag,
    line,
    local,
    reference,
    references,
)


def data_item(element: etree._Element, optional: bool = False) -> DataItem:
    """Return a data input, output, property or multi-instance item."""
    return DataItem(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        type=local(element),
        item_ref=reference(element, "itemSubjectRef"),
        is_collection=flag(element, "isCollection"),
        optional=optional,
    )


def maybe_item(element: etree._Element | None) -> DataItem | None:
    """Return the data item of an element that may be missing."""
    return None if element is None else data_item(element)


def io_specification(element: etree._Element) -> IoSpecification | None:
    """Return what an activity or process takes and gives, if it says so."""
    spec = child(element, "ioSpecification")
    if spec is None:
        return None
    input_sets = children(spec, "inputSet")
    output_sets = children(spec, "outputSet")
    optional = {ref for one in input_sets for ref in references(one, "optionalInputRefs")}
    return IoSpecification(
        id=attribute(spec, "id"),
        line=line(spec),
        inputs=tuple(
            data_item(one, attribute(one, "id") in optional) for one in children(spec, "dataInput")
        ),
        outputs=tuple(map(data_item, children(spec, "dataOutput"))),
        input_sets=tuple(references(one, "dataInputRefs") for one in input_sets),
        output_sets=tuple(references(one, "dataOutputRefs") for one in output_sets),
    )


def data_associations(element: etree._Element) -> tuple[DataAssociation, ...]:
    """Return the data arrows of an activity or event."""
    return tuple(
        _data_association(one)
        for one in children(element, "dataInputAssociation", "dataOutputAssociation")
    )


def _data_association(element: etree._Element) -> DataAssociation:
    transformation = child(element, "transformation")
    return DataAssociation(
        id=attribute(element, "id"),
        line=line(element),
        direction="input" if local(element) == "dataInputAssociation" else "output",
        sources=references(element, "sourceRef"),
        target=child_reference(element, "targetRef"),
        transformation=None if transformation is None else content(transformation),
        assignments=tuple(
            Assignment(source=content(child(one, "from")), target=content(child(one, "to")))
            for one in children(element, "assignment")
        ),
    )


def data_object(element: etree._Element) -> DataObject:
    """Return a data object."""
    return DataObject(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        item_ref=reference(element, "itemSubjectRef"),
        is_collection=flag(element, "isCollection"),
        extensions=read_extensions(element),
    )


def data_reference(element: etree._Element) -> DataReference:
    """Return the picture of a data object or data store."""
    kind = local(element)
    target = "dataObjectRef" if kind == "dataObjectReference" else "dataStoreRef"
    state = child(element, "dataState")
    return DataReference(
        id=attribute(element, "id"),
        type=kind,
        name=attribute(element, "name"),
        line=line(element),
        ref=reference(element, target),
        state="" if state is None else attribute(state, "name"),
    )


def lane_set(element: etree._Element) -> LaneSet:
    """Return a lane set with all lanes in it."""
    return LaneSet(
        id=attribute(element, "id"),
        line=line(element),
        lanes=tuple(map(_lane, children(element, "lane"))),
    )


def _lane(element: etree._Element) -> Lane:
    # Nested lanes cannot run away: the depth of the document is bounded before.
    inner = child(element, "childLaneSet")
    return Lane(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        node_refs=references(element, "flowNodeRef"),
        lanes=() if inner is None else tuple(map(_lane, children(inner, "lane"))),
        extensions=read_extensions(element),
    )


def artifact(element: etree._Element) -> Artifact:
    """Return a text annotation, group or association."""
    return Artifact(
        id=attribute(element, "id"),
        type=local(element),
        line=line(element),
        text=content(child(element, "text")),
        source=reference(element, "sourceRef"),
        target=reference(element, "targetRef"),
        direction=attribute(element, "associationDirection") or "None",
    )


ROLE_TAGS = ("performer", "humanPerformer", "potentialOwner", "resourceRole")


def resource_roles(element: etree._Element) -> tuple[ResourceRole, ...]:
    """Return who does the activity by the standard's own means."""
    return tuple(
        ResourceRole(
            type=local(one),
            name=attribute(one, "name"),
            line=line(one),
            expression=content(one.find(f".//{{{BPMN}}}formalExpression")) or None,
            resource_ref=child_reference(one, "resourceRef"),
        )
        for one in children(element, *ROLE_TAGS)
    )
