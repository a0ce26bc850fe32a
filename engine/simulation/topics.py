"""The topics the delivered handlers serve, read from their sources.

Importing the handlers would bring the database with them, which a simulation does without.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_SERVED = re.compile(r"""^@(?:service_task|outside_task)\(\s*["']([^"']+)["']""", re.MULTILINE)


@cache
def delivered_topics() -> frozenset[str]:
    """Return every topic a diagram may name without a word of Python being added."""
    modules = (module / "handlers.py" for module in files("engine").iterdir() if module.is_dir())
    sources = (source.read_text("utf-8") for source in modules if source.is_file())
    return frozenset(topic for source in sources for topic in _SERVED.findall(source))
