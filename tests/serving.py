"""One application for test after test: registering its pages costs more than most tests do."""

from dataclasses import replace

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from engine.bootstrap import Container
from web.app import create_app


class _Compiled(BytecodeCache):
    """Templates compiled once for all tests of a process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template from memory."""
        if bucket.key + bucket.checksum in self._code:
            bucket.bytecode_from_string(self._code[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_TEMPLATES = _Compiled()
_APPLICATIONS: dict[str, Flask] = {}


def serve(parts: Container) -> Flask:
    """Return the application over these parts; those it served before it serves no longer."""
    key = repr(replace(parts.settings, data_dir="", database_url=""))
    if key not in _APPLICATIONS:
        app = create_app(parts)
        app.testing = True
        app.jinja_env.bytecode_cache = _TEMPLATES
        _APPLICATIONS[key] = app
    _APPLICATIONS[key].extensions["gridflow"] = parts
    return _APPLICATIONS[key]
