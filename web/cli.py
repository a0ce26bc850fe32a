"""The command line: `gridflow COMMAND`."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

# Each command lives in a module of its own, imported only when it is called: `lint` and
# `simulate` start without the database and the web.
COMMANDS = {
    "serve": ("web.cli_serve", "serve the web pages and run the scheduler"),
    "worker": ("web.cli_serve", "run the scheduler alone"),
    "run-demo": ("web.cli_serve", "set up demo data if needed, and serve on the loopback address"),
    "migrate": ("web.cli_setup", "bring the database to the tables of this version"),
    "demo": ("web.cli_setup", "load the demo data into an empty database"),
    "user": ("web.cli_staff", "accounts: create-admin, add, enable, disable, grant, password"),
    "unit": ("web.cli_staff", "units of the company: add, list"),
    "lint": ("web.cli_lint", "say what is wrong in diagrams"),
    "deploy": ("web.cli_deploy", "check documents and deploy them, all or nothing"),
    "simulate": ("web.cli_simulate", "run a diagram in memory on a virtual clock"),
    "calendar": ("web.cli_setup", "show or import the working calendar"),
    "audit": ("web.cli_audit", "verify the audit trail"),
    "backup": ("web.cli_backup", "write all rows and files into one archive"),
    "restore": ("web.cli_backup", "read an archive into an empty database"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in ("-h", "--help", "help"):
        print(_help())
        return 0 if given else 2
    name, rest = given[0], given[1:]
    if name == "--version":
        from importlib.metadata import version

        print(f"gridflow {version('gridflow')}")
        return 0
    if name not in COMMANDS:
        print(f"gridflow: there is no command {name!r}\n\n{_help()}", file=sys.stderr)
        return 2
    return _run(name, rest)


def _run(name: str, rest: list[str]) -> int:
    module = import_module(COMMANDS[name][0])
    run: Callable[..., int] = module.run
    if name in ("lint", "simulate"):
        return run(rest)
    from web.cli_errors import told

    return told(lambda: run(name, rest), rest)


def _help() -> str:
    lines = [f"  {name:<10} {text}" for name, (_, text) in COMMANDS.items()]
    return "\n".join(
        ["usage: gridflow COMMAND …", "", *lines, "", "gridflow COMMAND --help says more."]
    )


if __name__ == "__main__":
    sys.exit(main())
