"""`gridflow serve | worker | run-demo`: run the pages and the scheduler."""

import argparse
import logging
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import waitress
from waitress.server import BaseWSGIServer, MultiSocketServer

from engine.bootstrap import Container, settle
from engine.kernel.settings import Settings, changed, load_settings
from engine.scheduler.jobs import Scheduler
from notifications.relay import Relay
from web.app import create_app
from web.cli_setup import ask_for_administrator, prepare
from web.parts import connect

DEMO_DATA = "var/demo"


def run(name: str, arguments: Sequence[str]) -> int:
    """Run one of the commands of this module."""
    options = _parser(name).parse_args(arguments)
    logging.basicConfig(level=options.log_level, format="%(asctime)s %(levelname)s %(message)s")
    settings = _settings(name, options)
    parts = connect(settings, check=False)
    if name == "run-demo":
        _set_up_demo(parts)
    else:
        prepare(parts)
        ask_for_administrator(parts)
    stop = threading.Event()
    schedulers = _schedulers(parts) if settings.scheduler or name == "worker" else []
    # The pages come first: what has become due meanwhile can wait the seconds they take.
    server = None if name == "worker" else _server(parts)
    for scheduler in schedulers:
        scheduler.start()
    try:
        _wait(stop) if server is None else _serve(server, settings)
    finally:
        for scheduler in schedulers:
            scheduler.stop()
        parts.database.dispose()
    return 0


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(f"gridflow {name}")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port to listen on")
    parser.add_argument("--log-level", default="WARNING")
    return parser


def _settings(name: str, options: argparse.Namespace) -> Settings:
    settings = load_settings()
    changes = {key: value for key in ("host", "port") if (value := getattr(options, key))}
    if name == "run-demo":
        changes |= {"demo": True}
        if settings.database_url == Settings.database_url:
            own = settings.data_dir != Settings.data_dir
            folder = settings.data_dir if own else DEMO_DATA
            changes |= {"database_url": f"sqlite:///{folder}/gridflow.db", "data_dir": folder}
    return changed(settings, **changes)


def _set_up_demo(parts: Container) -> None:
    from engine.demo.service import describe_demo, load_demo  # only a demo needs it

    marker = Path(parts.settings.data_dir) / "demo-loaded"
    prepare(parts)
    if not marker.exists():
        print("loading demo data …", flush=True)
        load_demo(parts, lambda text: print(f"  {text}", flush=True))
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text("", "ascii")
    print(describe_demo(), flush=True)


def _schedulers(parts: Container) -> list[Scheduler]:
    relay = Relay(parts.database, parts.clock, parts.settings)
    ticks = [lane.tick for lane in parts.worker().lanes()]
    return [Scheduler(tick, parts.settings.tick_seconds) for tick in (*ticks, relay.run_due)]


def _server(parts: Container) -> BaseWSGIServer | MultiSocketServer:
    settings = parts.settings
    return waitress.create_server(
        create_app(parts),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        max_request_body_size=settings.max_upload_mb * 1_200_000 + 1_000_000,
        ident="GridFlow",
    )


def _serve(server: BaseWSGIServer | MultiSocketServer, settings: Settings) -> None:
    signal.signal(signal.SIGTERM, _quit)
    settle()
    print(f"GridFlow is at {settings.base_url}", flush=True)
    server.run()


def _quit(*_: object) -> None:
    # Waitress takes this for the wish to stop, and finishes what it has begun.
    raise SystemExit(0)


def _wait(stop: threading.Event) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    settle()
    print("GridFlow works on due jobs", flush=True)
    stop.wait()
