"""`make bench`: measure everything, print a table, write `bench.json`."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.company import found_company, fresh_schema
from tests.benchmarks.completion import four_clients, rework_loop, single_client, statements
from tests.benchmarks.measure import Figure
from tests.benchmarks.volume import idle_tick, inbox_page

SERVER = os.environ.get(
    "GRIDFLOW_TEST_MARIADB", "mysql+pymysql://gridflow_test:gridflow_test@127.0.0.1:3306"
)
SCHEMA = "gridflow_bench"


def main() -> int:
    """Run the benchmarks; exit 1 when a bound is broken."""
    figures: list[Figure] = []
    for figure in _all_figures():
        figures.append(figure)
        print(_line(figure), flush=True)
    Path("bench.json").write_text(
        json.dumps([figure.as_json() for figure in figures], indent=1, ensure_ascii=False), "utf-8"
    )
    return 0 if all(figure.ok for figure in figures) else 1


def _all_figures() -> Iterator[Figure]:
    print(f"{'figure':<64}{'value':>12} {'unit':<10} {'reference':>12} {'ratio':>7}  bound")
    with tempfile.TemporaryDirectory() as folder:
        small = found_company(f"sqlite:///{folder}/bench.db")
        yield from single_client("SQLite", small)
        yield from statements("SQLite", small)
        yield from rework_loop(small)
        small.database.dispose()
    url = fresh_schema(SERVER, SCHEMA)
    large = found_company(url)
    yield from single_client("MariaDB", large)
    yield from statements("MariaDB", large)
    yield from four_clients(large, url)
    yield from inbox_page(large)
    yield from idle_tick(large)
    large.database.dispose()


def _line(figure: Figure) -> str:
    verdict = "" if figure.ok else "  BROKEN"
    return (
        f"{figure.name:<64}{figure.value:>12.2f} {figure.unit:<10} {figure.reference:>12.2f}"
        f" {figure.ratio:>7.2f}  {figure.bound}{verdict}"
    )


if __name__ == "__main__":
    sys.exit(main())
