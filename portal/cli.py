"""``motcua-portal``: serve, seed, terminal, openapi, check, build, preview, officer; each imports only its feature."""

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forms.console import speak_utf8


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if arguments is None:
        speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    if words and words[0] in DELEGATED:
        module, function, _purpose = DELEGATED[words[0]]
        return int(getattr(importlib.import_module(module), function)(words[1:]))
    options = parser.parse_args(words)
    return int(options.run(options))


DELEGATED = {
    "seed": ("portal.identity.cli", "seed", "make sample people"),
    "terminal": ("portal.identity.cli", "terminal", "add, list or remove public terminals"),
    "officer": ("portal.officer.cli", "main", "the desk's work from a shell: queue and answers"),
    "check": ("portal.catalogue.content", "check_command", "check a folder of content"),
    "build": ("portal.catalogue.content", "build_command", "build the catalogue of a folder of content"),
    "preview": ("portal.catalogue.content", "preview_command", "show one procedure of a folder of content"),
    "import": ("portal.catalogue.importing", "import_command", "import pages of the national database"),
}
"""Words whose arguments belong to another feature: ``function(arguments) -> exit code``."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua-portal", description="The reference portal of Một Cửa.")
    words = parser.add_subparsers(dest="word", required=True)
    for word, (_module, _function, purpose) in DELEGATED.items():
        words.add_parser(word, help=purpose, add_help=False)
    serve = words.add_parser("serve", help="serve the portal")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000, help="0 picks a free port")
    add_place(serve)
    serve.add_argument("--base-url", help="how clients reach the portal, when not by the address it listens on")
    serve.add_argument("--workers", type=int, default=1, help="processes; more than one needs PostgreSQL")
    serve.add_argument("--production", action="store_true", help="refuse everything that is only for development")
    serve.add_argument(
        "--sample-terminal",
        action="store_true",
        help="register a terminal for a first look",
    )
    serve.add_argument("--until-eof", action="store_true", help="end when standard input is closed")
    serve.add_argument("--parent-pipe", type=int, metavar="FD", help="end when this file descriptor is closed")
    serve.set_defaults(run=_serve)
    openapi = words.add_parser("openapi", help="print the API's description (OpenAPI 3.1)")
    openapi.set_defaults(run=_openapi)
    return parser


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where a portal's data is."""
    parser.add_argument("--data-dir", type=Path, default=Path("portal-data"))
    parser.add_argument("--database-url", help="sqlite:///... or postgresql://...; default: SQLite in the data dir")
    parser.add_argument(
        "--storage-url", help="file:///folder or s3://bucket/prefix?endpoint=...; default: in the data dir"
    )


def settings_from(options: argparse.Namespace, base_url: str = "http://127.0.0.1:8000") -> Any:
    """Return the ``Settings`` that the options of ``add_place`` describe."""
    from portal.settings import settings_for

    return settings_for(
        options.data_dir,
        database_url=options.database_url,
        storage_url=options.storage_url,
        base_url=base_url,
        production=getattr(options, "production", False),
        sample_terminal=getattr(options, "sample_terminal", False),
    )


def _serve(options: argparse.Namespace) -> int:
    from portal.serving import run_or_explain, serve

    until = 0 if options.until_eof else options.parent_pipe
    return run_or_explain(
        lambda: serve(
            lambda url: settings_from(options, options.base_url or url),
            host=options.host,
            port=options.port,
            workers=options.workers,
            until=until,
        )
    )


def _openapi(_options: argparse.Namespace) -> int:
    text = json.dumps(describe(), ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write(text + "\n")
    return 0


def describe() -> dict[str, Any]:
    """Return the API's description, of a portal that needs no database."""
    from portal.application import create_app
    from portal.settings import settings_for

    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder), environment={})
        app = create_app(settings, random=random.Random(0))  # noqa: S311  nothing secret is made
        try:
            return app.openapi()
        finally:
            app.state.deps.database.close()


if __name__ == "__main__":
    sys.exit(main())
