"""`turnout report ledgers | person | units | daily`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import turnout as to
from turnout._command import add_scoring, score

if TYPE_CHECKING:
    import argparse


def add_report_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Adds the command with its four reports."""
    report = commands.add_parser("report", help="what an office keeps: ledgers, files, letters")
    kinds = report.add_subparsers(required=True, metavar="REPORT")

    ledgers = kinds.add_parser("ledgers", help="members who reported, needs, services, by branch")
    _add_tables(ledgers)
    _add_out(ledgers)
    ledgers.set_defaults(run=_ledgers)

    daily = kinds.add_parser("daily", help="the daily table, by day and branch")
    _add_tables(daily)
    daily.add_argument(
        "--levels", type=int, default=1, metavar="N", help="levels of branches; 0: all (default: 1)"
    )
    _add_out(daily)
    daily.set_defaults(run=_daily)

    person = kinds.add_parser("person", help="everything about one member")
    person.add_argument("member", metavar="MEMBER_ID")
    _add_standing(person)
    _add_out(person)
    person.set_defaults(run=_person)

    units = kinds.add_parser("units", help="a letter to each work unit")
    _add_standing(units)
    units.add_argument("--unit", default="", metavar="NAME", help="only this one")
    _add_out(units)
    units.set_defaults(run=_units)


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("members", metavar="members.csv")
    parser.add_argument("--needs", metavar="CSV")
    parser.add_argument("--services", metavar="CSV")
    parser.add_argument(
        "--period", metavar="P", help="2026, 2026H1, 2026-07, FROM/TO; default: all"
    )
    parser.add_argument("--community", default="", metavar="PATH", help="this branch and below")
    parser.add_argument("--zone", metavar="ZONE", help="of local times; default UTC")


def _add_standing(parser: argparse.ArgumentParser) -> None:
    add_scoring(parser, roster=True)
    parser.add_argument("--needs", metavar="CSV")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the page")
    parser.add_argument("--mask-names", action="store_true", help="shorten names and ids")
    parser.add_argument("--place", default="", help="who issues it")
    parser.add_argument("--note", default="", help="stands at the end of the page")
    parser.add_argument("--out", metavar="DIR", required=True, help="write files there")
    parser.add_argument("--force", action="store_true", help="even where DIR is not empty")


def _write(report: to.Report, arguments: argparse.Namespace) -> int:
    report.write(
        arguments.out,
        language=arguments.language,
        mask_names=arguments.mask_names,
        place=arguments.place,
        note=arguments.note,
        force=arguments.force,
    )
    sizes = ", ".join(f"{len(table)} {name}" for name, table in report._core.tables())
    print(f"{sizes}; written to {arguments.out}")
    return 0


def _ledgers(arguments: argparse.Namespace) -> int:
    report = to.three_ledgers(
        arguments.members,
        arguments.needs,
        arguments.services,
        period=arguments.period,
        community=arguments.community,
        zone=arguments.zone,
    )
    return _write(report, arguments)


def _daily(arguments: argparse.Namespace) -> int:
    report = to.daily_table(
        arguments.members,
        arguments.needs,
        arguments.services,
        period=arguments.period,
        community=arguments.community,
        levels=arguments.levels,
        zone=arguments.zone,
    )
    return _write(report, arguments)


def _person(arguments: argparse.Namespace) -> int:
    report = to.person_file(
        score(arguments),
        arguments.member,
        arguments.members,
        arguments.services,
        needs=arguments.needs,
    )
    return _write(report, arguments)


def _units(arguments: argparse.Namespace) -> int:
    report = to.unit_feedback(
        score(arguments),
        arguments.members,
        arguments.services,
        needs=arguments.needs,
        unit=arguments.unit,
    )
    return _write(report, arguments)
