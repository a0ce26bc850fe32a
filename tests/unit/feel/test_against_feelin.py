"""The server and the browser must mean the same: ours against feelin, the browser's engine."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import quickjs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.kernel.feel import parse

PACKAGES = Path(__file__).parents[3] / "web" / "frontend" / "node_modules"
ENTRY = """
import { evaluate } from '@bpmn-io/feelin';
globalThis.ask = (text, context) => {
  try { return JSON.stringify(evaluate(text, JSON.parse(context)).value ?? null); }
  catch (error) { return JSON.stringify(null); }
};
"""
# QuickJS has no Intl, which feelin's dates ask for when they are loaded.
INTL = """
globalThis.Intl = { DateTimeFormat: function () { return {
  resolvedOptions: () => ({ locale: 'en-US', timeZone: 'UTC', numberingSystem: 'latn' }),
  formatToParts: () => [], format: () => '' }; } };
"""
VARIABLES = {
    "a": 7,
    "b": -2,
    "s": "x",
    "n": None,
    "t": True,
    "l": [3, 1, 2],
    "o": {"k": 5, "m": "x"},
}
Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def feelin(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    found = list(PACKAGES.glob("@esbuild/*/bin/esbuild"))
    if not found:
        pytest.fail("the packages of the front end are not installed; make test installs them")
    folder = tmp_path_factory.mktemp("feelin")
    (folder / "entry.js").write_text(ENTRY)
    command = [found[0], "entry.js", "--bundle", "--format=iife", "--outfile=out.js"]
    subprocess.run(
        command, cwd=folder, env={"NODE_PATH": str(PACKAGES)}, check=True, capture_output=True
    )
    context = quickjs.Context()
    context.eval(INTL + (folder / "out.js").read_text())
    variables = json.dumps(json.dumps(VARIABLES))
    return lambda text: json.loads(context.eval(f"ask({json.dumps(text)}, {variables})"))


numbers = st.sampled_from(["a", "b", "o.k", "l[1]", "3", "0", "-5", "count(l)", "min(l)", "n"])
strings = st.sampled_from(["s", '"x"', '"y"', "o.m", "upper case(s)", "n"])
sums = st.recursive(
    numbers,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner)
        | st.builds("(if {} > 0 then {} else {})".format, inner, inner, inner)
    ),
    max_leaves=6,
)
# A range that runs backwards is nothing in the standard; feelin lets it hold its ends.
ranges = st.sampled_from(["[1..5]", "(b..a)", "[0..o.k)", "]3..7]", "[-5..-2]"])
compared = (
    st.builds("({} {} {})".format, sums, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), sums)
    | st.builds("({} {} {})".format, strings, st.sampled_from(["=", "!="]), strings)
    | st.builds("({} in {})".format, sums, ranges)
    | st.builds("({} between -1 and o.k)".format, sums)
    | st.builds("({} in (1, 3, > 5))".format, sums)
    | st.sampled_from(["t", "not(t)", "o.k = 5", "n = null", "some i in l satisfies i > 2"])
)
conditions = st.recursive(
    compared,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=5,
)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=conditions | sums)
def test_the_everyday_language_means_the_same(feelin: Ask, text: str) -> None:
    assert parse(text).evaluate_leniently(VARIABLES) == feelin(text)
