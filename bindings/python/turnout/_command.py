"""What the commands share: how they speak, where they write, how members are scored."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnout._errors import input_error
from turnout._points import Rulebook
from turnout._problem import _sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from turnout._points import Standing

DONE, REFUSED, BAD_INPUT, INTERNAL = 0, 1, 2, 3


def say(text: str) -> None:
    """A line for the person, beside what the command prints."""
    print(f"turnout: {text}", file=sys.stderr)


def say_warnings(records: Sequence[dict[str, Any]]) -> None:
    """One line each."""
    for record in records:
        say(f"warning: {_sentence(record)}")


def add_out(parser: argparse.ArgumentParser, *, required: bool, default: str | None = None) -> None:
    """--out and --force."""
    note = f" (default: {default})" if default else ""
    parser.add_argument(
        "--out", metavar="DIR", required=required, default=default, help=f"write files there{note}"
    )
    parser.add_argument("--force", action="store_true", help="even where DIR is not empty")


def refuse_full(out: str | None, force: bool) -> None:
    """Before any work: the folder would be refused at the end."""
    if out is None or force:
        return
    folder = Path(out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise input_error(
            out, "", None, "folder_not_empty", "this is there already", "give --force or another"
        )


def add_threads(parser: argparse.ArgumentParser) -> None:
    """--threads."""
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: all CPUs (default)")


def add_scoring(parser: argparse.ArgumentParser, *, rulebook: str = "", roster: bool) -> None:
    """What scoring takes; `roster`: the members must be given."""
    parser.add_argument("services", metavar="services.csv", help="or a ledger")
    parser.add_argument("--rulebook", required=True, metavar="FILE.toml", help=rulebook or None)
    parser.add_argument("--period", required=True, help="2026, 2026H1, 2026Q3, 2026-07, FROM/TO")
    parser.add_argument("--members", required=roster, metavar="CSV", help="the roster")
    parser.add_argument("--events", metavar="CSV", help="what is not a service")
    parser.add_argument("--opening", metavar="CSV", help="sums from before the first service")
    parser.add_argument("--as-of", metavar="DAY", help="what was known then; default: everything")
    parser.add_argument("--zone", metavar="ZONE", help="of local times; default UTC")
    add_threads(parser)


def scoring(arguments: argparse.Namespace) -> dict[str, Any]:
    """The same as arguments of `Rulebook.score` and `Rulebook.dry_run`."""
    names = ("period", "as_of", "events", "opening", "zone", "threads")
    return {name: getattr(arguments, name) for name in names}


def score(arguments: argparse.Namespace) -> Standing:
    """The standing that the arguments ask for."""
    book = Rulebook.load(arguments.rulebook)
    return book.score(arguments.services, arguments.members, **scoring(arguments))


def publish(
    standing: Standing,
    out: str,
    arguments: argparse.Namespace,
    start: float,
) -> None:
    """Writes the notice and says in a line what it holds; scored since `start`."""
    scored = time.perf_counter()
    standing.publish(
        out,
        language=getattr(arguments, "language", "en"),
        mask_names=getattr(arguments, "mask_names", False),
        force=arguments.force,
    )
    frame = standing._core.frame()
    points = frame.values("points")[0]
    written = time.perf_counter()
    if not getattr(arguments, "quiet", False):
        with_points = int((points > 0).sum())
        print(
            f"{standing.period}: {with_points} of {len(frame)} members have points, "
            f"{float(points.sum()):,.10g} in all; scored in {scored - start:.2f} s, written in "
            f"{written - scored:.2f} s to {out}"
        )
