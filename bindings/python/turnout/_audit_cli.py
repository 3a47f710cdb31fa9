"""`turnout audit`: what in a record of services should be looked at."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from turnout import _core
from turnout._audit import audit
from turnout._problem import _sentence

if TYPE_CHECKING:
    import argparse

# As `check` has it: findings are no bad input.
NOTHING_FOUND, FOUND = 0, 1


def add_audit_command(commands: argparse._SubParsersAction[Any]) -> None:
    """`audit services.csv`, with a flag for every threshold."""
    parser = commands.add_parser("audit", help="look over the services before they are counted")
    parser.add_argument("services", metavar="services.csv")
    parser.add_argument("--places", metavar="CSV", help="lat and lon by need_id or place")
    parser.add_argument("--members", metavar="CSV", help="the roster")
    parser.add_argument("--zone", metavar="ZONE", help="of local times; default UTC")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="of the sentences")
    parser.add_argument("--out", metavar="FILE.csv", help="write the findings there")
    limits = parser.add_argument_group(title="limits", description="see docs/audit.md")
    for name, default in _core.audit_thresholds().items():
        flag = "--" + name.replace("_", "-")
        limits.add_argument(flag, type=int, metavar="N", help=f"default {default}")
    parser.set_defaults(run=_audit)


def _audit(arguments: argparse.Namespace) -> int:
    thresholds = {name: getattr(arguments, name) for name in _core.audit_thresholds()}
    found = audit(
        arguments.services,
        places=arguments.places,
        members=arguments.members,
        zone=arguments.zone,
        language=arguments.language,
        **{name: value for name, value in thresholds.items() if value is not None},
    )
    for record in found._core.warnings:
        print(f"turnout: warning: {_sentence(record)}", file=sys.stderr)
    if arguments.out is not None:
        _core.write_file(os.fspath(arguments.out), _core.to_csv(found._core.frame()))
    counts = {"error": 0, "warning": 0, "note": 0}
    for finding in found:
        counts[finding["severity"]] += 1
        print(
            f"{finding['severity']}: {finding['kind']} {finding['finding_id']}: "
            f"{finding['message']}"
        )
    print(
        f"{found.services} services; {counts['error']} errors, {counts['warning']} warnings, "
        f"{counts['note']} notes"
    )
    return FOUND if len(found) else NOTHING_FOUND
