"""Makes mappings and loops from what an activity or event says about its data."""

from __future__ import annotations

import re

from bpmn.model import Activity, CallActivity, DataAssociation, Event, Expression, InOut, Parameter
from bpmn.model import Loop as DrawnLoop
from engine.workflow.compiling.names import Names, variable_name
from engine.workflow.compiling.texts import Reader
from engine.workflow.formulas import Formula, LooseFormula, Text
from engine.workflow.loops import Loop, MultiInstance, StandardLoop
from engine.workflow.mappings import NO_MAPPINGS, Copy, ListOf, MapOf, Mappings, Source, Transfer
from engine.workflow.specs.scopes import Call, CallersKey

# Camunda's own words for the key of the calling process; `execution` is no variable.
CALLERS_KEY = re.compile(r"[#$]\{\s*execution\.(processB|b)usinessKey\s*\}")

Pair = tuple[str, Source]


class DataWiring:
    """Makes the data side of the elements of one file."""

    def __init__(self, names: Names, reader: Reader) -> None:
        self.names = names
        self.reader = reader

    # Mappings.

    def mappings(self, element: Activity | Event) -> Mappings:
        """Return the input and output mappings of an activity or event."""
        inputs = [self._parameter(one, element.id) for one in element.extensions.inputs]
        outputs = [self._parameter(one, element.id) for one in element.extensions.outputs]
        items = self._items(element)
        own: list[str] = []
        for association in element.data_associations:
            if self._is_read_by_loop(association, element):
                continue
            pairs = self._assignments(association, items, element.id)
            pairs.append(self._association(association, items, element.id))
            if association.direction == "input":
                inputs += pairs
            else:
                outputs += pairs
                own += [pair[1].name for pair in pairs if pair and isinstance(pair[1], Copy)]
        made = tuple(one for one in inputs if one), tuple(one for one in outputs if one)
        return Mappings(*made, tuple(own)) if any(made) else NO_MAPPINGS

    def parameters(self, element: Activity) -> Mappings:
        """Return the mappings of a call, whose data associations are transfers instead."""
        inputs = [self._parameter(one, element.id) for one in element.extensions.inputs]
        outputs = [self._parameter(one, element.id) for one in element.extensions.outputs]
        return Mappings(tuple(filter(None, inputs)), tuple(filter(None, outputs)))

    def _is_read_by_loop(self, association: DataAssociation, element: Activity | Event) -> bool:
        loop = getattr(element, "loop", None)
        if loop is None:
            return False
        refs = {loop.data_input_ref, loop.data_output_ref} - {None}
        return bool(refs & {association.target, *association.sources})

    def _items(self, element: Activity | Event) -> dict[str, str]:
        """Return the names of the element's own data inputs and outputs."""
        io = getattr(element, "io", None)
        own = (*io.inputs, *io.outputs) if io is not None else getattr(element, "data_items", ())
        return {item.id: variable_name(item.name, item.id) for item in own}

    def _assignments(
        self, association: DataAssociation, items: dict[str, str], element: str
    ) -> list[Pair | None]:
        """Return what the association's assignments write, where the target is a name."""
        made: list[Pair | None] = []
        for one in association.assignments:
            target = one.target.strip()
            name = items.get(target) or self.names.datum(target) or variable_name(target, "")
            source = self.reader.formula(one.source, element, association.line)
            if name and source is not None:
                made.append((name, source))
        return made

    def _association(
        self, association: DataAssociation, items: dict[str, str], element: str
    ) -> Pair | None:
        target = association.target or ""
        source = association.sources[0] if association.sources else ""
        is_input = association.direction == "input"
        to = items.get(target) if is_input else self.names.datum(target)
        by = self.names.datum(source) if is_input else items.get(source)
        if to is None or (by == to and not association.transformation):
            # Modellers draw arrows to placeholders; the variable is visible anyway.
            return None
        if association.transformation:
            made = self.reader.formula(association.transformation, element, association.line)
            return None if made is None else (to, made)
        return None if by is None else (to, Copy(by))

    def _parameter(self, parameter: Parameter, element: str) -> Pair | None:
        source: Source | None
        if parameter.kind == "list":
            source = ListOf(tuple(self._loose_items(parameter, element).values()))
        elif parameter.kind == "map":
            source = MapOf(tuple(self._loose_items(parameter, element).items()))
        elif parameter.kind == "script":
            source = self.reader.formula(parameter.text, element, parameter.line)
        else:
            source = self.reader.loose(parameter.text, element, parameter.line)
        return None if source is None else (parameter.name, source)

    def _loose_items(self, parameter: Parameter, element: str) -> dict[str, LooseFormula]:
        made = {}
        for position, (key, text) in enumerate(parameter.items):
            found = self.reader.loose(text, element, parameter.line)
            if found is not None:
                made[key or str(position)] = found
        return made

    # Loops.

    def loop(self, activity: Activity) -> Loop | None:
        """Return how often the activity runs."""
        drawn = activity.loop
        if drawn is None:
            return None
        if drawn.kind == "standard":
            maximum = drawn.loop_maximum
            return StandardLoop(
                condition=self._expression(drawn.loop_condition, activity),
                test_before=drawn.test_before,
                maximum=self.reader.formula(maximum, activity.id, drawn.line) if maximum else None,
            )
        return self._multi_instance(drawn, activity)

    def _multi_instance(self, drawn: DrawnLoop, activity: Activity) -> MultiInstance | None:
        collection = drawn.collection or self._outer(drawn.data_input_ref, activity)
        cardinality = self._expression(drawn.cardinality, activity)
        if not collection and cardinality is None:
            self.reader.complain(
                "loop-without-number", activity.id, drawn.line,
                "the multi-instance names neither a collection nor a number",
            )  # fmt: skip
        item = drawn.input_item
        element = drawn.element_variable or (item and variable_name(item.name, item.id))
        output, name = self._output(drawn, activity)
        return MultiInstance(
            is_sequential=drawn.is_sequential,
            cardinality=cardinality,
            collection=self.reader.formula(collection, activity.id, drawn.line)
            if collection
            else None,
            element=element or None,
            condition=self._expression(drawn.completion_condition, activity),
            output_collection=drawn.output_collection
            or self._outer(drawn.data_output_ref, activity),
            output_element=output,
            output_name=name,
        )

    def _output(self, drawn: DrawnLoop, activity: Activity) -> tuple[Formula | None, str | None]:
        item = drawn.output_item
        text = drawn.output_element or (item and variable_name(item.name, item.id))
        if not text:
            return None, None
        formula = self.reader.formula(text, activity.id, drawn.line)
        is_name = formula is not None and formula.expression.names == {text.strip().lstrip("= ")}
        return formula, text.strip().lstrip("= ") if is_name else None

    def _outer(self, ref: str | None, activity: Activity) -> str | None:
        """Return the variable around the activity that a reference of its loop stands for."""
        if ref is None:
            return None
        for association in activity.data_associations:
            if association.target == ref and association.sources:
                return self.names.datum(association.sources[0])
            if ref in association.sources and association.target:
                return self.names.datum(association.target)
        return self.names.datum(ref) or self._items(activity).get(ref) or ref

    def _expression(self, expression: Expression | None, activity: Activity) -> Formula | None:
        if expression is None or not expression.text:
            return None
        return self.reader.formula(expression.text, activity.id, expression.line)

    # Calls.

    def call(self, activity: CallActivity) -> Call:
        """Return what a call activity calls and hands over."""
        words = activity.camunda
        key = activity.called_element or words.get("calledElement")
        text = self.reader.text(key, activity.id, activity.line)
        if text is None:
            self.reader.complain(
                "called-element-missing", activity.id, activity.line, "the call names no process"
            )
            text = Text("")
        ins, outs = activity.extensions.in_mappings, activity.extensions.out_mappings
        keys = [one.business_key for one in ins if one.business_key]
        return Call(
            key=text,
            binding=_binding(words.get("calledElementBinding", "latest")),
            version=self.reader.text(words.get("calledElementVersion"), activity.id, activity.line),
            inputs=self._transfers(ins, activity, "input"),
            outputs=self._transfers(outs, activity, "output"),
            business_key=self._key(keys[0], activity) if keys else None,
        )

    def _key(self, text: str, activity: CallActivity) -> Text | CallersKey | None:
        if CALLERS_KEY.fullmatch(text.strip()):
            return CallersKey()
        return self.reader.text(text, activity.id, activity.line)

    def _transfers(
        self, mappings: tuple[InOut, ...], activity: CallActivity, direction: str
    ) -> tuple[Transfer, ...]:
        made = [
            transfer
            for one in mappings
            if not one.business_key and (transfer := self.transfer(one, activity.id)) is not None
        ]
        items = self._items(activity)
        for association in activity.data_associations:
            if association.direction == direction:
                made += self._data_transfer(association, items)
        return tuple(made)

    def _data_transfer(self, association: DataAssociation, items: dict[str, str]) -> list[Transfer]:
        source = association.sources[0] if association.sources else ""
        target = association.target or ""
        by = items.get(source) or self.names.datum(source)
        to = items.get(target) or self.names.datum(target)
        return [Transfer(to, by)] if by and to else []

    def transfer(self, mapping: InOut, element: str) -> Transfer | None:
        """Return one `in` or `out`."""
        if mapping.variables == "all":
            return Transfer(None)
        target = mapping.target or mapping.source
        if target is None:
            return None
        if mapping.source_expression:
            formula = self.reader.formula(mapping.source_expression, element, mapping.line)
            return None if formula is None else Transfer(target, None, formula)
        return Transfer(target, mapping.source or target)


def _binding(word: str) -> str:
    return word if word in ("latest", "deployment", "version") else "latest"
