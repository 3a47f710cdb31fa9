"""The command line of ledgers: `turnout ledger init | append | verify | export`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from turnout import _core
from turnout._ledger import Ledger
from turnout._problem import read_all

if TYPE_CHECKING:
    import argparse

DONE, REFUSED = 0, 1
TABLES = ("members", "opening", "services", "events", "postings")


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """`ledger` and what it can do."""
    ledger = commands.add_parser("ledger", help="write down services and events, once for all")
    actions = ledger.add_subparsers(dest="action", required=True, metavar="ACTION")

    init = actions.add_parser("init", help="make an empty ledger")
    init.add_argument("ledger", metavar="FILE", help="SQLite for .db, lines of JSON for .jsonl")
    init.add_argument("--zone", metavar="ZONE", help="of local times; default UTC")
    init.set_defaults(run=_init)

    append = actions.add_parser("append", help="append rows, all or none")
    append.add_argument("ledger", metavar="FILE")
    for name in TABLES:
        append.add_argument(f"--{name}", metavar="CSV")
    append.add_argument("--by", required=True, metavar="WHO", help="who appends them")
    append.add_argument("--at", metavar="TIME", help="when; default: now")
    append.set_defaults(run=_append)

    verify = actions.add_parser("verify", help="check that nothing was altered")
    verify.add_argument("ledger", metavar="FILE")
    verify.add_argument("--head", metavar="NUMBER:HASH", help="what was noted before")
    verify.set_defaults(run=_verify)

    export = actions.add_parser("export", help="write the tables as CSV and the records as lines")
    export.add_argument("ledger", metavar="FILE")
    export.add_argument("--as-of", metavar="WHEN", help="a record's number, a day or a time")
    export.add_argument("--out", metavar="DIR", required=True, help="write files there")
    export.add_argument("--force", action="store_true", help="even where DIR is not empty")
    export.set_defaults(run=_export)


def _init(arguments: argparse.Namespace) -> int:
    with Ledger.open(arguments.ledger, zone=arguments.zone, access="create_new") as ledger:
        print(f"{ledger.path}: an empty ledger, zone {ledger.zone}; head {ledger.head}")
    return DONE


def _append(arguments: argparse.Namespace) -> int:
    at = arguments.at
    if at is None:
        at = datetime.datetime.now(datetime.UTC)
    tables = read_all({name: getattr(arguments, name) for name in TABLES})
    with Ledger.open(arguments.ledger, access="append") as ledger:
        before = ledger.head.number
        head = ledger.append(**tables, by=arguments.by, at=at)
    print(f"{head.number - before} records appended; head {head}")
    return DONE


def _verify(arguments: argparse.Namespace) -> int:
    with Ledger.open(arguments.ledger, access="read") as ledger:
        verdict = ledger.verify(arguments.head)
    if not verdict:
        print(f"NO: {verdict.finding}")
        print(f"{verdict.records} records before it fit; head {verdict.head}")
        return REFUSED
    print(f"{verdict.records} records fit; head {verdict.head}")
    return DONE


def _export(arguments: argparse.Namespace) -> int:
    when = arguments.as_of
    with Ledger.open(arguments.ledger, access="read") as ledger:
        seen = ledger
        if when is not None:
            seen = ledger.as_of(int(when) if when.isdecimal() else when)  # type: ignore[assignment]
        tables = seen._tables()
        files = [(f"{name}.csv", _core.to_csv(t)) for name, t in tables.items() if t.given]
        rows = {name: len(table) for name, table in tables.items() if table.given}
        if when is None:
            lines = ledger._core.lines(0, ledger.head.number)
            files.append(("records.jsonl", "".join(f"{line}\n" for line in lines).encode()))
    _core.write_folder(arguments.out, files, arguments.force)
    told = ", ".join(f"{count} {name}" for name, count in rows.items())
    print(f"{told}; written to {arguments.out}")
    return DONE
