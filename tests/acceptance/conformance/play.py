"""Plays a sketched diagram step by step and tells what happened in few words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from engine.simulation.answer import simulate
from tests.acceptance.conformance.sketch import bpmn, parse

NOW = "2026-11-02T09:00:00+08:00"


@dataclass(frozen=True)
class Played:
    """What a simulation answered."""

    answer: dict[str, Any]

    @property
    def result(self) -> str:
        return str(self.answer["result"])

    @property
    def open(self) -> list[str]:
        """Return the open activities, sorted."""
        return sorted(item["activity"] for item in self.answer["open"])

    @property
    def timers(self) -> list[str]:
        return sorted(item["activity"] for item in self.answer["timers"])

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.answer["variables"])

    @property
    def incident(self) -> str | None:
        """Return the activity that failed."""
        return self.answer["incident"] and str(self.answer["incident"]["activity"])

    @property
    def codes(self) -> list[str]:
        """Return the codes of the problems told."""
        return [str(item["code"]) for item in self.answer["problems"]]

    @property
    def done(self) -> list[str]:
        """Return the tasks, calls and sub-processes completed, in order."""
        return self.of("completed", "Task", "task", "Process", "Activity", "transaction")

    @property
    def events(self) -> list[str]:
        """Return the events completed, in order."""
        return self.of("completed", "Event")

    @property
    def cancelled(self) -> list[str]:
        """Return what was cancelled, sorted."""
        return sorted(
            item["activity"] for item in self.answer["trace"] if item["event"] == "cancelled"
        )

    def of(self, event: str, *endings: str) -> list[str]:
        """Return the activities of some types to which an event happened, in order."""
        return [
            item["activity"]
            for item in self.answer["trace"]
            if item["event"] == event and item["type"].endswith(endings)
        ]

    def count(self, activity: str, event: str = "completed") -> int:
        return sum(
            (item["activity"], item["event"]) == (activity, event) for item in self.answer["trace"]
        )


def do(activity: str, **variables: Any) -> dict[str, Any]:
    return {"complete": activity, "with": variables}


def message(name: str, **payload: Any) -> dict[str, Any]:
    return {"message": name, "payload": payload}


def signal(name: str, **payload: Any) -> dict[str, Any]:
    return {"signal": name, "payload": payload}


def wait(span: str) -> dict[str, Any]:
    return {"advance": span}


def start(process: str, **variables: Any) -> dict[str, Any]:
    return {"start": process, "variables": variables}


def play(sketch: str, *steps: dict[str, Any] | str, **variables: Any) -> Played:
    """Play a sketch from its first process; a bare text completes that activity."""
    return play_files({"sketch.bpmn": bpmn(sketch)}, parse(sketch)[0].id, *steps, **variables)


def play_files(
    files: dict[str, bytes], process: str, *steps: dict[str, Any] | str, **variables: Any
) -> Played:
    """Play files from a process."""
    script = {
        "process": process,
        "now": NOW,
        "variables": variables,
        "steps": [do(step) if isinstance(step, str) else step for step in steps],
    }
    return Played(simulate(files, json.dumps(script).encode(), lang="en"))
