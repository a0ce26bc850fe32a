"""Turns errors into one clear line on the command line, and into an exit code."""

import sys
from collections.abc import Callable

from engine.kernel.errors import GridFlowError, Misconfigured, Problems


def told(command: Callable[[], int]) -> int:
    """Run a command; say what went wrong and how to mend it instead of a traceback."""
    try:
        return command()
    except Problems as error:
        for problem in error.problems:
            print(_line(problem), file=sys.stderr)
        return 1
    except Misconfigured as error:
        print(f"gridflow: setting: {error.message}", file=sys.stderr)
        return 2
    except GridFlowError as error:
        print(f"gridflow: {error.message}", file=sys.stderr)
        return 1
    except UnicodeError:
        print("gridflow: the file is not UTF-8 text", file=sys.stderr)
        return 1
    except OSError as error:
        # A file that is not there, a port that is taken: its own words say it best.
        print(f"gridflow: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _line(problem: object) -> str:
    if not isinstance(problem, dict):
        return str(problem)
    place = ":".join(
        str(problem[name]) for name in ("file", "line", "element", "field") if problem.get(name)
    )
    parts = [place, str(problem.get("code") or ""), str(problem.get("message") or "")]
    text = " ".join(part for part in parts if part)
    fix = problem.get("fix")
    return f"{text} → {fix}" if fix else text
