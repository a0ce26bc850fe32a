"""Find the built bundles by their plain names."""

import json
from functools import cache
from pathlib import Path

from flask import url_for

DIST = Path(__file__).parent / "static" / "dist"


def asset_url(name: str) -> str:
    """Return the address of `app.js`, which never changes its content."""
    return url_for("static", filename=f"dist/{_manifest()[name]}")


@cache
def _manifest() -> dict[str, str]:
    manifest = DIST / "manifest.json"
    if not manifest.is_file():
        raise RuntimeError("the front end is not built; `make run` builds it")
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    return names
