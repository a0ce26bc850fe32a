"""Writes a plan down as the standard's interchange of drawings."""

from bpmn.layout.shapes import Box, Plan
from bpmn.markup import BPMNDI, DC, DI

_HEAD = f'xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}"'


def written(planes: list[tuple[str, Plan]], taken: set[str]) -> str:
    """Return the drawings as markup; ids that are taken are avoided."""
    ids = _Ids(taken)
    return "".join(_diagram(element, plan, ids) for element, plan in planes)


class _Ids:
    def __init__(self, taken: set[str]) -> None:
        self.taken = set(taken)

    def of(self, base: str) -> str:
        """Return an id nobody has yet."""
        made, number = base, 1
        while made in self.taken:
            number += 1
            made = f"{base}_{number}"
        self.taken.add(made)
        return made


def _diagram(element: str, plan: Plan, ids: _Ids) -> str:
    lines = [
        f'  <bpmndi:BPMNDiagram {_HEAD} id="{ids.of(f"{element}_diagram")}">',
        f'    <bpmndi:BPMNPlane id="{ids.of(f"{element}_plane")}" bpmnElement="{element}">',
    ]
    for drawn, box in plan.boxes.items():
        lines += _shape(drawn, box, plan, ids)
    for drawn, points in plan.lines.items():
        lines.append(f'      <bpmndi:BPMNEdge id="{ids.of(f"{drawn}_di")}" bpmnElement="{drawn}">')
        lines += [f'        <di:waypoint x="{_n(x)}" y="{_n(y)}"/>' for x, y in points]
        lines.append("      </bpmndi:BPMNEdge>")
    lines += ["    </bpmndi:BPMNPlane>", "  </bpmndi:BPMNDiagram>", ""]
    return "\n".join(lines)


def _shape(drawn: str, box: Box, plan: Plan, ids: _Ids) -> list[str]:
    expanded = ' isExpanded="true"' if drawn in plan.expanded else ""
    flat = ' isHorizontal="true"' if drawn in plan.flat else ""
    return [
        f'      <bpmndi:BPMNShape id="{ids.of(f"{drawn}_di")}" bpmnElement="{drawn}"'
        f"{expanded}{flat}>",
        f'        <dc:Bounds x="{_n(box.x)}" y="{_n(box.y)}"'
        f' width="{_n(box.width)}" height="{_n(box.height)}"/>',
        "      </bpmndi:BPMNShape>",
    ]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
