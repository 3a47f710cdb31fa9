"""The problem: frames or files in, validated once, never changed."""

from __future__ import annotations

import importlib.util
import warnings
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnout import _core, _frames
from turnout._errors import ISSUE_COLUMNS, DataWarning, InputError, records_to_frame

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from turnout._plan import Plan, Verdict

    Frame = Any
    """A pandas, Polars, pyarrow or DuckDB frame, or anything else that exports an Arrow stream."""
    Source = Frame | Mapping[str, Any] | str | os.PathLike[str]


def zone_folders() -> list[str]:
    """Where Python finds its zones, the package tzdata included, for machines without any."""
    folders = [str(folder) for folder in zoneinfo.TZPATH]
    package = importlib.util.find_spec("tzdata")
    if package is not None and package.origin is not None:
        folders.append(str(Path(package.origin).parent / "zoneinfo"))
    return folders


def read_all(sources: dict[str, Any]) -> dict[str, _core.Table]:
    """All tables; what cannot be read in any of them is reported together."""
    tables: dict[str, _core.Table] = {}
    errors: list[InputError] = []
    for name, source in sources.items():
        try:
            tables[name] = _frames.read(source, name)
        except InputError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        records = [record for error in errors for record in error.records]
        text = "\n".join(str(error) for error in errors)
        raise InputError(text, records, sum(error.total for error in errors)) from errors[0]
    return tables


class Problem:
    """A roster of members and a list of needs, with what else is known.

    Tables come as pandas, Polars, pyarrow or DuckDB frames, as dicts of lists or arrays, or as
    paths of CSV files; the columns are in docs/formats.md. Everything is copied and checked here.
    Bad rows of all tables are reported together in one InputError; oddities are in `warnings`.
    Frames that come out later are of the kind of `needs`; for CSV files that is pandas, or dicts
    of NumPy arrays where pandas is not installed.

    `zone` is an IANA name or POSIX TZ string for local times; without it they are UTC.
    """

    __slots__ = ("_core", "_kind")

    def __init__(
        self,
        members: Source,
        needs: Source,
        *,
        availability: Source | None = None,
        pins: Source | None = None,
        history: Source | None = None,
        zone: str | None = None,
    ) -> None:
        tables = read_all(
            {
                "members": members,
                "needs": needs,
                "availability": availability,
                "pins": pins,
                "history": history,
            }
        )
        self._core = _core.Problem(
            **tables, zone="UTC" if zone is None else zone, zone_folders=zone_folders()
        )
        self._kind = _frames.kind_of(needs)
        found = self._core.warnings
        if found:
            text = "; ".join(_sentence(record) for record in found[:3])
            more = f"; and {len(found) - 3} more, see problem.warnings" if len(found) > 3 else ""
            warnings.warn(text + more, DataWarning, stacklevel=2)

    @property
    def warnings(self) -> Any:
        """What is odd about the data, not wrong; a frame of the kind of `needs`."""
        return self._frame_of_records(self._core.warnings, ISSUE_COLUMNS)

    @property
    def zone(self) -> str:
        """The zone of local times."""
        return self._core.zone

    @property
    def n_members(self) -> int:
        """How many members there are."""
        return self._core.members

    @property
    def n_needs(self) -> int:
        """How many needs there are."""
        return self._core.needs

    @property
    def seats(self) -> int:
        """How many people the needs ask for in all."""
        return self._core.seats

    def solve(self, policy: _core.Policy | None = None, **options: Any) -> Plan:
        """See turnout.solve."""
        from turnout._plan import solve

        return solve(self, policy, **options)

    def verify(self, plan: Plan | Source) -> Verdict:
        """See turnout.verify."""
        from turnout._plan import verify

        return verify(self, plan)

    def check(self, policy: _core.Policy | None = None) -> Any:
        """See turnout.check."""
        from turnout._check import check

        return check(self, policy)

    def candidates(self, policy: _core.Policy | None = None, **options: Any) -> Any:
        """See turnout.candidates."""
        from turnout._candidates import candidates

        return candidates(self, policy, **options)

    def __eq__(self, other: object) -> bool:
        return self._core == other._core if isinstance(other, Problem) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __getstate__(self) -> tuple[_core.Problem, str]:
        return (self._core, self._kind.value)

    def __setstate__(self, state: tuple[_core.Problem, str]) -> None:
        self._core, kind = state
        self._kind = _frames.Kind(kind)

    def __repr__(self) -> str:
        return (
            f"<turnout.Problem: {self.n_members} members, {self.n_needs} needs, "
            f"{self.seats} seats, zone {self.zone}>"
        )

    def _frame(self, table: _core.Table) -> Any:
        return _frames.write(table, self._kind, self.zone)

    def _frame_of_records(self, records: list[dict[str, Any]], columns: tuple[str, ...]) -> Any:
        return frame_of_records(records, columns, self._kind)


def frame_of_records(
    records: list[dict[str, Any]], columns: tuple[str, ...], kind: _frames.Kind
) -> Any:
    """A short list of dicts as a frame of that kind."""
    if kind in (_frames.Kind.PANDAS, _frames.Kind.CSV):
        return records_to_frame(records, columns)
    table = _frames.read({c: [record[c] for record in records] for c in columns}, "")
    return _frames.write(table, kind)


def _sentence(record: dict[str, Any]) -> str:
    where = str(record["table"])
    if record["row"] is not None:
        # As the C++ side says it: files count lines, tables from memory rows.
        where += f", {'line' if '.' in where else 'row'} {record['row']}"
    if record["column"]:
        where += f", {record['column']}"
    value = f" '{record['value']}'" if record["value"] else ""
    remedy = f"; {record['remedy']}" if record["remedy"] else ""
    return f"{where}{value}: {record['message']}{remedy}"
