"""The command line: solve, verify, check, audit, points, ledger, rulebook, report and demo.

Exit: 0 done (also with unfilled seats, also Ctrl-C with a plan written), 1 refused by `verify` or
errors found by `check`, findings of `audit`, 2 bad input or usage, 3 internal.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import turnout as to
from turnout import _core
from turnout._audit_cli import add_audit_command
from turnout._check import findings
from turnout._command import (
    BAD_INPUT,
    DONE,
    INTERNAL,
    REFUSED,
    add_out,
    add_threads,
    publish,
    refuse_full,
    say,
    say_warnings,
)
from turnout._errors import input_error
from turnout._ledger_cli import add_commands
from turnout._points_cli import add_points_command, add_rulebook_command
from turnout._problem import _sentence
from turnout._report_cli import add_report_commands
from turnout._toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130  # as shells count it: ended by Ctrl-C before there was anything to write


def main(argv: Sequence[str] | None = None) -> int:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        with warnings.catch_warnings():
            # Oddities are told by the commands themselves, one line each.
            warnings.simplefilter("ignore", to.DataWarning)
            code: int = arguments.run(arguments)
        sys.stdout.flush()
    except to.InputError as error:
        _say_issues(error)
        return BAD_INPUT
    except (to.LimitError, to.RangeError) as error:
        say(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        say("interrupted; nothing was written")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone: nothing more to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last line of defence
        say(f"internal error: {type(error).__name__}: {error}")
        if os.environ.get("TURNOUT_TRACEBACK"):
            traceback.print_exc()
        return INTERNAL
    return code


def _say_issues(error: to.InputError) -> None:
    """One line a finding; the library lists the first 50 and then the count of the rest."""
    for line in str(error).splitlines():
        say(line)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="turnout",
        description="From a roster and a list of needs to a plan that is provably good.",
    )
    parser.add_argument("--version", action="version", version=f"turnout {to.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    solve = commands.add_parser("solve", help="plan who goes where")
    _add_tables(solve)
    _add_policy(solve)
    solve.add_argument("--seconds", type=float, metavar="S", help="end after S seconds")
    add_threads(solve)
    solve.add_argument("--quiet", action="store_true", help="no summary and no progress bar")
    solve.add_argument("--title", help="title of the page")
    solve.add_argument("--names", action="store_true", help="members' names on the page")
    add_out(solve, required=False)
    solve.set_defaults(run=_solve)

    verify = commands.add_parser("verify", help="check a plan without the solver")
    _add_tables(verify)
    verify.add_argument("folder", metavar="DIR", help="what `solve --out` wrote")
    add_threads(verify)
    verify.set_defaults(run=_verify)

    check = commands.add_parser("check", help="look over members and needs")
    _add_tables(check)
    _add_policy(check)
    check.set_defaults(run=_check)

    add_audit_command(commands)

    add_points_command(commands)
    add_commands(commands)
    add_rulebook_command(commands)
    add_report_commands(commands)

    demo = commands.add_parser("demo", help="make a city, plan it and score its past")
    demo.add_argument(
        "--members", type=int, metavar="N", help="a city of N members; default: the district"
    )
    demo.add_argument("--seed", type=int, metavar="S", help="another seed, another city")
    demo.add_argument("--threads", type=int, default=0, metavar="N", help=argparse.SUPPRESS)
    demo.add_argument("--quiet", action="store_true", help="no summary and no progress bar")
    add_out(demo, required=False, default="turnout-demo")
    demo.set_defaults(run=_demo)
    return parser


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("members", metavar="members.csv")
    parser.add_argument("needs", metavar="needs.csv")
    parser.add_argument("--availability", metavar="CSV", help="free or not free at other times")
    parser.add_argument("--pins", metavar="CSV", help="who must and who never serves a need")
    parser.add_argument("--history", metavar="CSV", help="services given before")
    parser.add_argument("--zone", metavar="ZONE", help="of local times; default UTC")


def _add_policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", metavar="FILE.toml", help="fields of the policy")
    parser.add_argument("--within-km", type=float, metavar="KM", help="farthest that anyone goes")


def _problem(arguments: argparse.Namespace) -> to.Problem:
    return to.Problem(
        arguments.members,
        arguments.needs,
        availability=arguments.availability,
        pins=arguments.pins,
        history=arguments.history,
        zone=arguments.zone,
    )


def _policy(arguments: argparse.Namespace) -> to.Policy:
    fields: dict[str, Any] = read_toml(arguments.policy) if arguments.policy else {}
    if arguments.within_km is not None:
        fields["within_km"] = arguments.within_km
    return to.Policy(**fields)


def _tell_warnings(problem: to.Problem) -> None:
    say_warnings(problem._core.warnings)


def _solve(arguments: argparse.Namespace) -> int:
    refuse_full(arguments.out, arguments.force)
    policy = _policy(arguments)
    start = time.perf_counter()
    problem = _problem(arguments)
    read = time.perf_counter() - start
    _tell_warnings(problem)
    _plan_and_write(problem, policy, arguments, arguments.out, read)
    return DONE


def _plan_and_write(
    problem: to.Problem,
    policy: to.Policy,
    arguments: argparse.Namespace,
    out: str | None,
    read_seconds: float,
) -> to.Plan:
    plan = to.solve(
        problem,
        policy,
        seconds=getattr(arguments, "seconds", None),
        threads=arguments.threads,
        progress=not arguments.quiet,
        most_seats=True,
    )
    start = time.perf_counter()
    if out is not None:
        plan.to_csv(
            out,
            force=arguments.force,
            title=getattr(arguments, "title", None),
            names=getattr(arguments, "names", False),
        )
    written = time.perf_counter() - start
    if not arguments.quiet:
        print(plan.summary().rstrip())
        print(
            f"read and checked in {read_seconds:.2f} s"
            + (f", written in {written:.2f} s to {out}" if out is not None else "")
        )
    return plan


def _verify(arguments: argparse.Namespace) -> int:
    problem = _problem(arguments)
    if not Path(arguments.folder).is_dir():
        raise input_error(
            arguments.folder,
            "",
            None,
            "no_such_folder",
            "there is no such folder",
            "give the folder that `turnout solve --out` wrote",
        )
    verdict = to.verify(problem, arguments.folder, threads=arguments.threads)
    for name, holds in (
        ("valid: every hard rule holds", verdict.valid),
        ("as issued: tables, policy and plan hash to what the receipt says", verdict.as_issued),
        ("proven: objective and bound recompute to the unit", verdict.proven),
    ):
        print(f"{'yes' if holds else 'NO '}  {name}")
    print(f"objective {verdict.objective} m, bound {verdict.bound} m")
    for finding in verdict.records[:50]:
        say(f"{finding['code']}: {finding['message']}")
    if len(verdict.records) > 50:
        say(f"... and {len(verdict.records) - 50} more")
    return DONE if verdict else REFUSED


def _check(arguments: argparse.Namespace) -> int:
    policy = _policy(arguments)
    try:
        problem = _problem(arguments)
    except to.InputError as error:
        _say_issues(error)
        return REFUSED
    found = findings(problem, policy)
    for record in found:
        print(f"{record['severity']}: {_sentence(record)}")
    warned = sum(record["severity"] == "warning" for record in found)
    print(
        f"{problem.n_members} members, {problem.n_needs} needs with {problem.seats} seats; "
        f"no errors, {warned} warnings, {len(found) - warned} notes"
    )
    return DONE


def _demo(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    refuse_full(arguments.out, arguments.force)
    if arguments.members is not None and not 0 < arguments.members <= 20_000_000:
        raise input_error(
            "",
            "--members",
            arguments.members,
            "bad_value",
            "no city is of this size",
            "give 1 to 20 million",
        )
    # A week of the city that the benchmarks use: 7,000 needs for 260,000 members.
    size = None
    if arguments.members is not None:
        size = (arguments.members, max(1, arguments.members * 7 // 260))
    start = time.perf_counter()
    city = _core.city(size, arguments.seed)
    files = [(f"{name}.csv", _core.to_csv(table)) for name, table in city.items()]
    _core.write_folder(str(out), files, arguments.force)
    if not arguments.quiet:
        print(
            f"made {len(city['members'])} members, {len(city['needs'])} needs and "
            f"{len(city['services'])} services in {time.perf_counter() - start:.2f} s"
        )
    start = time.perf_counter()
    problem = to.Problem(
        str(out / "members.csv"),
        str(out / "needs.csv"),
        availability=str(out / "availability.csv"),
        pins=str(out / "pins.csv"),
        history=str(out / "services.csv"),
        zone="Asia/Shanghai",
    )
    read = time.perf_counter() - start
    _plan_and_write(problem, to.Policy(), arguments, str(out / "plan"), read)
    start = time.perf_counter()
    book = to.Rulebook.load(Path(__file__).parent / "rulebooks" / "liwan.toml")
    standing = book.score(
        str(out / "services.csv"), str(out / "members.csv"), period="2026H1", zone="Asia/Shanghai"
    )
    publish(standing, str(out / "notice"), arguments, start)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
