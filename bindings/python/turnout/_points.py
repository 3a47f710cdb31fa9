"""Points: a rulebook turns services into a standing in which every point has its cause."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turnout import _core, _frames
from turnout._errors import DataWarning, input_error
from turnout._ledger import as_ledger
from turnout._options import check_whole
from turnout._plan import _id
from turnout._problem import read_all, zone_folders
from turnout._toml import read_toml_lines

if TYPE_CHECKING:
    from turnout._problem import Source


class Rulebook:
    """The rules that turn services into points; immutable and validated."""

    __slots__ = ("_core", "_source", "_tree")

    def __init__(
        self,
        tree: dict[str, Any],
        *,
        source: str = "rulebook",
        lines: dict[str, int] | None = None,
    ) -> None:
        """`lines`: of key paths such as "rules[1].caps.day", for what is told of mistakes."""
        self._core = _core.Rulebook(tree, source, lines or {})
        self._tree = tree
        self._source = source

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Rulebook:
        """Reads a TOML file. InputError names key path and line of everything that is wrong."""
        name = os.fspath(path)
        tree, lines = read_toml_lines(name)
        return cls(tree, source=name, lines=lines)

    @property
    def name(self) -> str:
        """The rulebook's name."""
        return self._core.name

    @property
    def version(self) -> str:
        """The rulebook's own version."""
        return self._core.version

    def title(self, language: str = "en") -> str:
        """What the scheme is called; blank where the rulebook does not say."""
        return self._core.title(language)

    def note(self, language: str = "en") -> str:
        """Its remark for the notice; blank where there is none."""
        return self._core.note(language)

    def in_words(self, language: str = "en") -> list[str]:
        """The whole rulebook in sentences; language "en" or "zh"."""
        return self._core.in_words(language)

    def score(
        self,
        services: Source | None,
        members: Source | None = None,
        *,
        period: str,
        as_of: object = None,
        events: Source | None = None,
        opening: Source | None = None,
        zone: str | None = None,
        threads: int = 0,
    ) -> Standing:
        """Points and tiers of a period: "2026", "2026H1", "2026Q3", "2026-07" or "FROM/TO".

        members: the roster, so that those who gave nothing are in the standing too; several rows
        with `from` and `to` where somebody moved.
        as_of: a day or a time; what became known later is not seen.
        services: None where there are events and no services.
        events: what is no service: log-ins, quizzes, points spent, donated or passed on.
        opening: sums from before the first service.
        threads: 0 takes the CPUs that the process may use. The standing does not depend on it.

        Time is linear in rows. Ten million are read fastest from a Polars or Arrow frame in which
        ids are whole numbers, words are categorical and times are timestamps: such columns are
        read where they lie. If reading takes long, look for columns of text.
        """
        given = _given(services, members, period, as_of, events, opening, zone, threads)
        core = _core.score(self._core, given)
        _tell(core)
        return Standing(core, _frames.kind_of(events if services is None else services))

    def dry_run(
        self,
        new_book: Rulebook,
        services: Source | None,
        members: Source | None = None,
        *,
        period: str,
        as_of: object = None,
        events: Source | None = None,
        opening: Source | None = None,
        zone: str | None = None,
        threads: int = 0,
    ) -> DryRun:
        """Who would rise, fall or change tier if `new_book` counted the same services.

        Takes what `score` takes; nothing is written or posted.
        """
        given = _given(services, members, period, as_of, events, opening, zone, threads)
        core = _core.dry_run(self._core, new_book._core, given)
        _tell(core.before)
        return DryRun(core, _frames.kind_of(events if services is None else services))

    def __getstate__(self) -> tuple[dict[str, Any], str]:
        return (self._tree, self._source)

    def __setstate__(self, state: tuple[dict[str, Any], str]) -> None:
        self._tree, self._source = state
        self._core = _core.Rulebook(self._tree, self._source, {})

    def __eq__(self, other: object) -> bool:
        return self._tree == other._tree if isinstance(other, Rulebook) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<turnout.Rulebook {self.name}>"


def _given(
    services: Source | None,
    members: Source | None,
    period: str,
    as_of: object,
    events: Source | None,
    opening: Source | None,
    zone: str | None,
    threads: int,
) -> _core.Given:
    check_whole("threads", threads)
    ledger = as_ledger(services)
    if ledger is not None:
        # What is given beside a ledger stands in place of what it holds.
        tables = ledger._tables()
        services = tables["services"]
        members = tables["members"] if members is None else members
        events = tables["events"] if events is None else events
        opening = tables["opening"] if opening is None else opening
        zone = ledger.zone if zone is None else zone
    sources = {"services": services, "members": members, "events": events, "opening": opening}
    tables = read_all(sources)
    return _core.Given(
        services=tables["services"],
        members=tables["members"],
        events=tables["events"],
        opening=tables["opening"],
        zone="UTC" if zone is None else zone,
        zone_folders=zone_folders(),
        period=str(period),
        as_of="" if as_of is None else str(as_of),
        threads=threads,
    )


def _tell(core: _core.Standing) -> None:
    """Oddities of the tables, as warnings of whoever called."""
    found = core.warnings
    if found:
        import warnings

        from turnout._problem import _sentence

        warnings.warn("; ".join(map(_sentence, found[:3])), DataWarning, stacklevel=3)


class DryRun:
    """Two standings of the same services, by the book in force and by a new one."""

    __slots__ = ("_core", "_kind")

    def __init__(self, core: _core.DryRun, kind: _frames.Kind) -> None:
        self._core = core
        self._kind = kind

    @property
    def changes(self) -> Any:
        """One row for each member whose points, rank or band would change; losses first."""
        return _frames.write(self._core.changes(), self._kind)

    @property
    def totals(self) -> Any:
        """Sums, and members by band, before and after; how many rise and fall."""
        return _frames.write(self._core.totals(), self._kind)

    @property
    def before(self) -> Standing:
        """By the book in force."""
        return Standing(self._core.before, self._kind)

    @property
    def after(self) -> Standing:
        """By the new book."""
        return Standing(self._core.after, self._kind)

    def __repr__(self) -> str:
        return f"<turnout.DryRun of {self._core.before.period}>"


class Standing:
    """What the services of a period are worth, and why."""

    __slots__ = ("_core", "_frames", "_kind")

    def __init__(self, core: _core.Standing, kind: _frames.Kind) -> None:
        self._core = core
        self._kind = kind
        self._frames: dict[str, Any] = {}

    def _frame(self, name: str) -> Any:
        if name not in self._frames:
            table = getattr(self._core, name)()
            self._frames[name] = _frames.write(table, self._kind, threads=self._core.threads)
        return self._frames[name]

    @property
    def frame(self) -> Any:
        """member_id, rank, points, tier, star, services, hours, ...: one row a member."""
        return self._frame("frame")

    @property
    def entries(self) -> Any:
        """Every service with its points by rule, or the reason why it gave none.

        member_id, service_id, start (local time), rule, version, quantity, unit, points, shaped,
        reason, late. Rows by member_id, then time.
        """
        return self._frame("entries")

    @property
    def ledger(self) -> Any:
        """Every line of every account: earned, spent, donated, passed on, lapsed, refused."""
        return self._frame("ledger")

    @property
    def units(self) -> Any:
        """One row a unit: members, services, points, and the share that met each obligation."""
        return self._frame("units")

    @property
    def provisional(self) -> bool:
        """Objections are still possible at `as_of`."""
        return self._core.provisional

    @property
    def closes(self) -> str | None:
        """The day of the posting; None for a rulebook without periods of its own."""
        return self._core.closes or None

    @property
    def objections_until(self) -> str | None:
        """The last day on which one may object."""
        return self._core.objections_until or None

    @property
    def period(self) -> str:
        """The period, as given."""
        return self._core.period

    def entries_of(self, member: Any) -> Any:
        """The entries of one member, without those of all others."""
        return _frames.write(self._core.entries_of(_id("member", member)), self._kind)

    def explain(self, member: Any, language: str = "en") -> str:
        """A card in plain text that the member can check by hand."""
        return self._core.explain(_id("member", member), language)

    def publish(
        self,
        folder: str | os.PathLike[str],
        *,
        language: str = "en",
        mask_names: bool | str = False,
        place: str = "",
        community: str = "",
        objections: str = "",
        previous: Standing | None = None,
        force: bool = False,
    ) -> None:
        """Writes notice.html, notice.json, standing.csv and entries.csv.

        mask_names: ids keep their last three characters, names their first one (True, "first"),
        their last one ("last") or nothing ("hidden"), in all four files.
        place: who posts it. community: only members of that branch. objections: how to object.
        previous: the standing that was posted before, to say what changed since.
        All are written beside and renamed. A folder that is not empty needs `force`.
        """
        before = None if previous is None else previous._core
        files = _core.notice_files(
            self._core, language, mask_rule(mask_names), place, community, objections, before
        )
        _core.write_folder(os.fspath(folder), files, force)

    def __repr__(self) -> str:
        return f"<turnout.Standing of {self.period}>"


def mask_rule(mask_names: bool | str) -> str:
    """The name of the rule, "" for none; of notices and reports alike."""
    masks = {False: "", True: "first", "first": "first", "last": "last", "hidden": "hidden"}
    if mask_names not in masks:
        raise input_error(
            "",
            "mask_names",
            mask_names,
            "bad_value",
            "this is no way to mask names",
            'give True, False, "first", "last" or "hidden"',
        )
    return masks[mask_names]


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of rulebooks, for editors and other checkers."""
    path = Path(__file__).parent / "rulebook.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
