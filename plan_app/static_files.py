"""Static files: every address holds a digest of the content, so that browsers keep it for good.

WhiteNoise serves them from a folder in the instance that is built at the start: each file
under its own name and under its hashed name, with a compressed twin. The package itself
stays untouched (it may be read-only) and there is no build step.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from plan_app.headers import HEADERS
from plan_app.settings import Settings

HASHED = re.compile(r"\.[0-9a-f]{16}\.[a-z0-9]+$")
# Of Bootstrap's package only what pages load: the whole of it is 26 MB.
OF_BOOTSTRAP = ("css/bootstrap.min.css", "js/bootstrap.min.js", "umd/popper.min.js")

Sources = dict[tuple[str, str], Path]


def init_app(app: Flask, settings: Settings) -> None:
    """Serve the static files and let `url_for` give their hashed names."""
    sources = _sources(app)
    names = {key: _hashed_name(key[1], path) for key, path in sources.items()}
    folder = _build(settings.instance / "static", app, sources, names)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        allow_all_origins=False,
        add_headers_function=_add_headers,
        immutable_file_test=HASHED.pattern,
    )

    @app.url_defaults
    def name_by_content(endpoint: str, values: dict[str, Any]) -> None:
        if "filename" in values:
            plain = values["filename"]
            values["filename"] = names.get((endpoint, plain), plain)


def _add_headers(headers: Any, _path: str, _url: str) -> None:  # noqa: ANN401 (WhiteNoise's)
    for name, value in HEADERS.items():
        headers[name] = value


def _sources(app: Flask) -> Sources:
    """Every file that is served, by endpoint and file name."""
    own = Path(app.static_folder or "")
    found = {("static", _relative(path, own)): path for path in _files(own)}
    bootstrap = Path(app.blueprints["bootstrap"].static_folder or "")
    found |= {("bootstrap.static", name): bootstrap / name for name in OF_BOOTSTRAP}
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _hashed_name(name: str, path: Path) -> str:
    """`css/app.css` as `css/app.0123456789abcdef.css`."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    plain = PurePosixPath(name)
    return str(plain.with_name(f"{plain.stem}.{digest}{plain.suffix}"))


def _build(parent: Path, app: Flask, sources: Sources, names: dict[tuple[str, str], str]) -> Path:
    """The folder for exactly these files; built aside and renamed, as two may start at once."""
    wanted = {_address(app, key[0], name): sources[key] for key, name in names.items()}
    digest = hashlib.sha256("\n".join(sorted(wanted)).encode()).hexdigest()[:16]
    target = parent / digest
    if target.is_dir():
        return target
    parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=parent))
    aside.chmod(0o755)
    plain = {_address(app, key[0], key[1]): path for key, path in sources.items()}
    for address, path in (wanted | plain).items():
        _copy(path, aside / address)
    try:
        aside.rename(target)
    except OSError:  # Another process was first.
        shutil.rmtree(aside)
    return target


def _address(app: Flask, endpoint: str, name: str) -> str:
    """The file's address below the root, as its route has it."""
    rule = next(app.url_map.iter_rules(endpoint)).rule
    return rule.lstrip("/").replace("<path:filename>", name)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    compressor = Compressor(use_brotli=False, quiet=True)
    if compressor.should_compress(target.name):
        compressor.compress(str(target))
