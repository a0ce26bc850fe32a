"""The command `gridflow lint`: says what is wrong in diagrams, for people or for scripts."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bpmn import lint
from bpmn.lint import ERROR, WARNING, FileReport, Problem, Verdict
from bpmn.lint.registry import FINDINGS
from bpmn.reader import read
from engine.simulation.documents import is_diagram, judge
from web.cli_files import print_json, print_text, read_files
from web.cli_mend import mend_files

CLEAN, FAULTY, UNREADABLE = 0, 1, 2
WORDS = {
    "zh": {
        "error": "错误",
        "warning": "警告",
        "info": "提示",
        "fix": "怎样改",
        "runs": "可以运行",
        "stays": "不能运行",
        "total": "{files} 个文件，{errors} 个错误，{warnings} 个警告",
        "unknown": "没有这个代码：{code}；相近的有：{near}",
        "line": "第 {line} 行",
        "executes": "执行",
        "ignored": "忽略",
        "refused": "拒绝",
    },
    "en": {
        "error": "error",
        "warning": "warning",
        "info": "info",
        "fix": "fix",
        "runs": "can be run",
        "stays": "cannot be run",
        "total": "{files} file(s), {errors} error(s), {warnings} warning(s)",
        "unknown": "There is no code {code}; close ones are: {near}",
        "line": "line {line}",
        "executes": "executes",
        "ignored": "ignored",
        "refused": "refused",
    },
}


def run(args: list[str]) -> int:
    """Check the named files; 0 no error, 1 errors, 2 something could not be read."""
    options = _parser().parse_args(args)
    if options.explain:
        return _explain(options.explain, options.lang)
    if not options.files:
        _parser().error("FILE is missing")
    contents, failed = read_files(options.files)
    reports = sorted(
        [*_judged(contents, options), *failed], key=lambda one: options.files.index(one.file)
    )
    judgements = _verdicts(contents, reports) if options.verdicts else {}
    if options.format == "json":
        print_json(_as_json(reports, judgements, options.lang))
    else:
        print_text(as_text(reports, options.lang, judgements))
    return exit_code(reports)


def _judged(contents: dict[str, bytes], options: argparse.Namespace) -> list[FileReport]:
    found = judge(contents)
    if options.executable and mend_files(contents, found, only="not-executable"):
        found = judge(contents)
    if options.fix and mend_files(contents, found):
        found = judge(contents)
    return found


def _verdicts(
    contents: Mapping[str, bytes], reports: Sequence[FileReport]
) -> dict[str, list[Verdict]]:
    diagrams = [one for one in reports if one.is_readable and is_diagram(one.file)]
    return {one.file: lint.verdicts(read(contents[one.file], one.file), one) for one in diagrams}


def _as_json(
    reports: Sequence[FileReport], judgements: Mapping[str, Sequence[Verdict]], lang: str
) -> dict[str, Any]:
    told = []
    for report in reports:
        one = report.as_json(lang)
        if report.file in judgements:
            one["verdicts"] = [found.as_json(lang) for found in judgements[report.file]]
        told.append(one)
    return {"files": told}


def exit_code(reports: Sequence[FileReport]) -> int:
    """Return the exit code that stands for the worst of the reports."""
    if not all(report.is_readable for report in reports):
        return UNREADABLE
    return CLEAN if all(report.executable for report in reports) else FAULTY


def as_text(
    reports: Sequence[FileReport],
    lang: str,
    judgements: Mapping[str, Sequence[Verdict]] = MappingProxyType({}),
) -> str:
    """Return the reports as lines for people."""
    words = WORDS[lang]
    lines: list[str] = []
    for report in reports:
        lines.append(f"{report.file}: {words['runs' if report.executable else 'stays']}")
        lines.extend(_line(problem, lang) for problem in report.problems)
        lines.extend(_verdict_line(one, lang) for one in judgements.get(report.file, ()))
    found = [problem.severity for report in reports for problem in report.problems]
    total = words["total"].format(
        files=len(reports), errors=found.count(ERROR), warnings=found.count(WARNING)
    )
    return "\n".join([*lines, total])


def _line(problem: Problem, lang: str) -> str:
    words = WORDS[lang]
    place = " ".join(
        part
        for part in (
            words["line"].format(line=problem.line) if problem.line else "",
            problem.element or "",
        )
        if part
    )
    head = f"  {words[problem.severity]} [{problem.code}]" + (f" {place}" if place else "")
    fix = problem.fix.in_language(lang)
    tail = f"\n    {words['fix']}: {fix}" if fix else ""
    return f"{head}: {problem.message.in_language(lang)}{tail}"


def _verdict_line(verdict: Verdict, lang: str) -> str:
    why = verdict.why.in_language(lang)
    head = f"  {verdict.type} {verdict.element}: {WORDS[lang][verdict.verdict]}"
    return f"{head} ({why})" if why else head


def _explain(code: str, lang: str) -> int:
    text = lint.explain(code, lang)
    if text is not None:
        print_text(text.rstrip())
        return CLEAN
    near = ", ".join(difflib.get_close_matches(code, FINDINGS, 3, 0.4)) or "-"
    print(WORDS[lang]["unknown"].format(code=code, near=near), file=sys.stderr)
    return UNREADABLE


def default_language() -> str:
    """Return the language of the person at the terminal: Chinese unless another is set."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "en" if (spoken or "").lower().startswith("en") else "zh"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gridflow lint", description="Check BPMN, DMN and form files."
    )
    parser.add_argument("files", metavar="FILE", nargs="*")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--lang", choices=("zh", "en"), default=default_language())
    parser.add_argument(
        "--executable", action="store_true", help="first mark the processes as executable"
    )
    parser.add_argument("--fix", action="store_true", help="first mend what needs no thought")
    parser.add_argument(
        "--verdicts", action="store_true", help="say of each element what becomes of it"
    )
    parser.add_argument("--explain", metavar="CODE", help="say what a code means")
    return parser
