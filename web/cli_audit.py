"""`gridflow audit verify`: check that nobody changed or removed a row of the audit trail."""

import argparse
from collections.abc import Sequence

from engine.db.chain import verify
from engine.kernel.settings import load_settings
from web.parts import connect


def run(_name: str, arguments: Sequence[str]) -> int:
    """Verify the audit trail; exit 0 when it is whole, 1 when it is not."""
    parser = argparse.ArgumentParser("gridflow audit", description=__doc__)
    parser.add_argument("action", choices=["verify"])
    parser.parse_args(arguments)
    parts = connect(load_settings())
    with parts.database.reading(parts.clock) as uow:
        report = verify(uow.session)
    print(f"{report.rows} rows in {report.streams} chains, {report.seals} seals")
    for break_ in report.breaks:
        print(f"BROKEN {break_}")
    return 1 if report.breaks else 0
