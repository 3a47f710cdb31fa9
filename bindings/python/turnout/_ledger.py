"""The ledger: services and events, written down once and never edited."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from turnout import _core, _frames
from turnout._errors import DataWarning, input_error
from turnout._problem import read_all, zone_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turnout._problem import Source

    Access = Literal["read", "append", "create", "create_new"]

_SQLITE = b"SQLite format 3\0"
_LINES = b'{"format":"turnout-ledger/'


class LedgerHead(NamedTuple):
    """Where a ledger ends: the number of its last record, and its hash."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class LedgerVerdict:
    """What `Ledger.verify` found; true if every record fits."""

    holds: bool
    records: int
    """How many fit, from the first on."""
    head: LedgerHead
    """The last one that fits."""
    finding: str
    """The first record that does not fit, and why."""

    def __bool__(self) -> bool:
        return self.holds


class _Tables:
    """The tables of a ledger, or of what it was at some time."""

    __slots__ = ("_at", "_core", "_number")

    def __init__(self, core: _core.Ledger, number: int | None, at: str | None) -> None:
        self._core = core
        self._number = number
        self._at = at

    def _frame(self, name: str) -> Any:
        table = self._core.table(name, self._number, self._at)
        return _frames.write(table, _frames.Kind.CSV)

    def _tables(self) -> dict[str, _core.Table]:
        return self._core.tables(self._number, self._at)

    @property
    def services(self) -> Any:
        """The services, as text; in the order in which they were appended."""
        return self._frame("services")

    @property
    def events(self) -> Any:
        """The events."""
        return self._frame("events")

    @property
    def members(self) -> Any:
        """The roster: one row a membership."""
        return self._frame("members")

    @property
    def opening(self) -> Any:
        """Sums from before the first service."""
        return self._frame("opening")

    @property
    def postings(self) -> Any:
        """What was posted."""
        return self._frame("postings")

    @property
    def zone(self) -> str:
        """The zone of times without one of their own."""
        return self._core.zone


class LedgerView(_Tables):
    """A ledger as it was: `Ledger.as_of`."""

    __slots__ = ()

    def __repr__(self) -> str:
        when = self._at if self._number is None else f"record {self._number}"
        return f"<turnout.LedgerView of {self._core.name} as of {when}>"


class Ledger(_Tables):
    """Records that are only ever added to, each with a hash of itself and of all before it.

    with to.Ledger.open("street.db", zone="Asia/Shanghai") as ledger:
        ledger.append(services=frame, by="office", at=datetime.now(UTC))
        standing = book.score(ledger, period="2026H1")

    Nothing is edited: a mistake is corrected by a row that `reverses` another one.
    """

    __slots__ = ()

    def __init__(self, core: _core.Ledger) -> None:
        super().__init__(core, None, None)

    @classmethod
    def in_memory(cls, zone: str | None = None) -> Ledger:
        """An empty ledger that lives as long as the program."""
        return cls(_core.Ledger.in_memory(zone or "UTC", zone_folders()))

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        zone: str | None = None,
        access: Access = "create",
        wait: float = 5.0,
    ) -> Ledger:
        """A ledger in a file: SQLite for .db, .sqlite and .sqlite3, else lines of JSON.

        access: "create" makes one where there is none, "create_new" refuses where there is one,
        "append" and "read" want one. zone: of times without one of their own, for a new ledger.
        wait: seconds for another program that is writing.
        """
        name = os.fspath(path)
        if access not in {"read", "append", "create", "create_new"}:
            raise input_error(
                "",
                "access",
                access,
                "bad_value",
                "`access` cannot be this",
                "give read, append, create or create_new",
            )
        if not 0 <= wait <= 86_400:
            raise input_error(
                "", "wait", wait, "bad_value", "`wait` cannot be this", "give 0 to 86,400 seconds"
            )
        milliseconds = round(wait * 1000)
        core = _core.Ledger.open(
            name, access, _in_sqlite(name), zone or "", zone_folders(), milliseconds
        )
        return cls(core)

    def append(
        self,
        services: Source | None = None,
        events: Source | None = None,
        members: Source | None = None,
        opening: Source | None = None,
        postings: Source | None = None,
        *,
        by: str,
        at: datetime.datetime | str,
    ) -> LedgerHead:
        """Appends all rows or none, and returns where the ledger ends now.

        When it returns, they are kept for good. InputError lists every bad row of every table; the
        ledger is then as it was. by: who appends. at: when; not before the last record.
        """
        sources = {
            "members": members,
            "opening": opening,
            "services": services,
            "events": events,
            "postings": postings,
        }
        _, _, head, found = self._core.append(**read_all(sources), by=by, at=_time_text(at))
        if found:
            import warnings

            from turnout._problem import _sentence

            warnings.warn("; ".join(map(_sentence, found[:3])), DataWarning, stacklevel=2)
        return LedgerHead(*head)

    def as_of(self, when: int | datetime.datetime | datetime.date | str) -> LedgerView:
        """What had been appended up to a record (its number) or a time; a day is its last second.

        Of rows that were appended together all are seen or none.
        """
        if isinstance(when, int):
            if when < 0:
                raise input_error(
                    "", "as_of", when, "bad_value", "`as_of` cannot be this", "give 0 or more"
                )
            return LedgerView(self._core, when, None)
        return LedgerView(self._core, None, _time_text(when))

    def verify(self, known: LedgerHead | tuple[int, str] | str | None = None) -> LedgerVerdict:
        """Recomputes every hash.

        known: a head that was noted before, (number, hash) or "number:hash". With it a ledger
        that was cut short or written anew is told too.
        """
        if isinstance(known, str):
            known = _head_of(known)
        head = None if known is None else (int(known[0]), str(known[1]))
        holds, records, last, finding = self._core.verify(head)
        return LedgerVerdict(holds, records, LedgerHead(*last), finding)

    def records(self, first: int = 1, last: int | None = None) -> Iterator[dict[str, Any]]:
        """The records as dicts: number, first, last, at, by, table, row, hash."""
        end = self.head.number if last is None else min(last, self.head.number)
        for start in range(max(first, 1), end + 1, 1000):
            for line in self._core.lines(start, min(start + 999, end)):
                yield json.loads(line)

    @property
    def head(self) -> LedgerHead:
        """Where the ledger ends; note it, and nobody can change what is before it unseen."""
        return LedgerHead(*self._core.head)

    @property
    def path(self) -> str:
        """The file, or "ledger" in memory."""
        return self._core.name

    def __len__(self) -> int:
        return self._core.head[0]

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        """Lets go of the file."""
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<turnout.Ledger {self.path}: {len(self)} records>"


def _time_text(at: datetime.date | str) -> str:
    """A time as the library reads it; parts of a second are left out."""
    if isinstance(at, datetime.datetime):
        return at.isoformat(sep=" ", timespec="seconds")
    return str(at).strip()


def _head_of(text: str) -> LedgerHead:
    number, colon, digits = text.partition(":")
    if not number.isdecimal() or not colon:
        raise input_error(
            "", "head", text, "bad_value", "this is no head of a ledger", "give NUMBER:HASH"
        )
    return LedgerHead(int(number), digits)


def _beginning(path: str) -> bytes:
    # Not of a pipe, from which nothing may be taken away.
    with contextlib.suppress(OSError, ValueError):
        if Path(path).is_file():
            with Path(path).open("rb") as file:
                return file.read(len(_LINES))
    return b""


def _in_sqlite(path: str) -> bool:
    """By what the file holds; where there is nothing yet, by its name."""
    beginning = _beginning(path)
    if beginning:
        return beginning.startswith(_SQLITE)
    return Path(path).suffix.lower() in {".db", ".sqlite", ".sqlite3"}


def as_ledger(source: object) -> _Tables | None:
    """The ledger that `source` is, or the path of; None for anything else."""
    if isinstance(source, _Tables):
        return source
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        if isinstance(path, str) and _beginning(path).startswith((_SQLITE, _LINES)):
            return Ledger.open(path, access="read")
    return None
