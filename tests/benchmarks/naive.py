"""The reference `naive`: stock SpiffWorkflow, its own serializer, one JSON column, one commit."""

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.camunda.parser import CamundaParser
from SpiffWorkflow.camunda.serializer import DEFAULT_CONFIG
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import Column, MetaData, String, Table, Text, select, update
from sqlalchemy.dialects.mysql import LONGTEXT

from engine.db import Database
from tests.benchmarks.approval import STOCK, SUBMITTED, diagram

_TABLE = Table(
    "bench_naive",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("state", Text().with_variant(LONGTEXT(), "mysql", "mariadb")),
)


class Naive:
    """Runs the approval process as a first attempt would."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))
        parser = CamundaParser()
        parser.add_bpmn_str(diagram(STOCK), "bench.bpmn")
        self._spec = parser.get_spec("bench_approval")
        self._subs = parser.get_subprocess_specs("bench_approval")
        self._script_engine = PythonScriptEngine()
        _TABLE.metadata.drop_all(self._engine)
        _TABLE.metadata.create_all(self._engine)

    def start(self, number: int) -> str:
        """Start an instance and return its key."""
        workflow = BpmnWorkflow(self._spec, self._subs, script_engine=self._script_engine)
        workflow.do_engine_steps()
        key = f"{number:032d}"
        state = self._serializer.serialize_json(workflow)
        with self._engine.begin() as connection:
            connection.execute(_TABLE.insert().values(id=key, state=state))
        return key

    def complete_one(self, key: str) -> None:
        """Load an instance, complete its first open user task, save, commit."""
        with self._engine.begin() as connection:
            row = connection.execute(
                select(_TABLE.c.state).where(_TABLE.c.id == key).with_for_update()
            ).one()
            workflow = self._serializer.deserialize_json(row.state)
            workflow.script_engine = self._script_engine
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.data.update(SUBMITTED)
            task.run()
            workflow.do_engine_steps()
            state = self._serializer.serialize_json(workflow)
            connection.execute(update(_TABLE).where(_TABLE.c.id == key).values(state=state))
