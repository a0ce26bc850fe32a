"""The command `gridflow simulate`: plays a step script through diagrams, without a database."""

from __future__ import annotations

import argparse
from typing import Any

from engine.simulation.answer import EXIT_CODES, refusal, simulate
from engine.simulation.problems import problem
from engine.simulation.text import as_text
from web.cli_files import print_json, print_text, read_file, read_files, reason_of
from web.cli_lint import default_language


def run(args: list[str]) -> int:
    """Run the simulation and print its answer; 0 ran, 1 failed, 2 refused."""
    options = _parser().parse_args(args)
    answer = _answer(options.files, options.script, options.lang)
    if options.format == "json":
        print_json(answer)
    else:
        print_text(as_text(answer, options.lang))
    return EXIT_CODES[answer["result"]]


def _answer(files: list[str], script: str, lang: str) -> dict[str, Any]:
    contents, failed = read_files(files)
    problems = [one.as_json(lang) for report in failed for one in report.problems]
    try:
        steps = read_file(script)
    except (OSError, ValueError) as error:
        unreadable = problem("script-unreadable", file=script, detail=reason_of(error))
        problems.append(unreadable.as_json(lang))
    if problems:
        return refusal(problems)
    return simulate(contents, steps, lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gridflow simulate", description="Play a step script through BPMN files."
    )
    parser.add_argument("files", metavar="FILE", nargs="+")
    parser.add_argument("--script", metavar="S.json", required=True)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--lang", choices=("zh", "en"), default=default_language())
    return parser
