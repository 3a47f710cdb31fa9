"""`turnout points` and `turnout rulebook check | dry-run`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from turnout import _core
from turnout._command import (
    DONE,
    add_out,
    add_scoring,
    publish,
    refuse_full,
    say_warnings,
    score,
    scoring,
)
from turnout._points import Rulebook

if TYPE_CHECKING:
    import argparse


def add_points_command(commands: argparse._SubParsersAction[Any]) -> None:
    """`points services.csv --rulebook FILE --period P --out DIR`."""
    points = commands.add_parser("points", help="turn services into points")
    add_scoring(points, roster=False)
    points.add_argument("--language", choices=("en", "zh"), default="en", help="of the notice")
    points.add_argument("--mask-names", action="store_true", help="shorten names and ids")
    add_out(points, required=True)
    points.set_defaults(run=_points)


def add_rulebook_command(commands: argparse._SubParsersAction[Any]) -> None:
    """`rulebook check FILE` and `rulebook dry-run services.csv --rulebook FILE --new FILE`."""
    rulebook = commands.add_parser("rulebook", help="look into a rulebook")
    about = rulebook.add_subparsers(required=True, metavar="COMMAND")
    explain = about.add_parser("check", help="say it in sentences, or what is wrong with it")
    explain.add_argument("file", metavar="FILE.toml")
    explain.add_argument("--language", choices=("en", "zh"), default="en", help="of the sentences")
    explain.set_defaults(run=_check)
    trial = about.add_parser("dry-run", help="who would rise or fall by a new rulebook")
    add_scoring(trial, rulebook="the one in force", roster=False)
    trial.add_argument("--new", required=True, metavar="FILE.toml", help="the one to try")
    trial.add_argument("--out", metavar="DIR", help="write changes.csv and totals.csv there")
    trial.add_argument("--force", action="store_true", help="also into a folder with files")
    trial.set_defaults(run=_dry_run)


def _points(arguments: argparse.Namespace) -> int:
    refuse_full(arguments.out, arguments.force)
    start = time.perf_counter()
    standing = score(arguments)
    say_warnings(standing._core.warnings)
    publish(standing, arguments.out, arguments, start)
    return DONE


def _check(arguments: argparse.Namespace) -> int:
    book = Rulebook.load(arguments.file)
    language = arguments.language
    name = f"{book.name} {book.version}".strip()
    print(f"{book.title(language)} ({name})" if book.title(language) else name)
    if book.note(language):
        print(book.note(language))
    for sentence in book.in_words(language):
        print(f"- {sentence}")
    return DONE


def _dry_run(arguments: argparse.Namespace) -> int:
    refuse_full(arguments.out, arguments.force)
    book, new_book = Rulebook.load(arguments.rulebook), Rulebook.load(arguments.new)
    trial = book.dry_run(new_book, arguments.services, arguments.members, **scoring(arguments))
    say_warnings(trial._core.before.warnings)
    changes, totals = trial._core.changes(), trial._core.totals()
    print(_core.to_csv(totals).decode(), end="")
    if arguments.out is not None:
        files = [("changes.csv", _core.to_csv(changes)), ("totals.csv", _core.to_csv(totals))]
        _core.write_folder(arguments.out, files, arguments.force)
    return DONE
