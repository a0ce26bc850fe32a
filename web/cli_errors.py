"""Turns errors into one clear line on the command line, and into an exit code."""

import os
import sys
from collections.abc import Callable

from engine.kernel.errors import GridFlowError, Misconfigured, Problems


def spoken_language() -> str:
    """Return the language of the terminal: Chinese when its locale is, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "zh" if (spoken or "").lower().startswith("zh") else "en"


def told(command: Callable[[], int], arguments: list[str] | None = None) -> int:
    """Run a command; say what went wrong and how to mend it instead of a traceback.

    Problems are said in the language after `--lang` among the arguments, else the terminal's.
    """
    language = _asked_language(arguments or []) or spoken_language()
    try:
        return command()
    except Problems as error:
        for problem in error.problems:
            print(_line(problem, language), file=sys.stderr)
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


def _asked_language(arguments: list[str]) -> str:
    text = " ".join(arguments).replace("--lang=", "--lang ").split()
    after = text[text.index("--lang") + 1 :] if "--lang" in text else []
    return after[0] if after and after[0] in ("zh", "en") else ""


def _line(problem: object, language: str) -> str:
    if not isinstance(problem, dict):
        return str(problem)
    place = ":".join(
        str(problem[name]) for name in ("file", "line", "element", "field") if problem.get(name)
    )
    said = (language == "en" and problem.get("message_en")) or problem.get("message")
    parts = [place, str(problem.get("code") or ""), str(said or "")]
    text = " ".join(part for part in parts if part)
    fix = problem.get("fix_en") if language == "en" and "fix_en" in problem else problem.get("fix")
    return f"{text} → {fix}" if fix else text
