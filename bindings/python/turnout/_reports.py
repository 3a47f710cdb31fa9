"""Reports that an office keeps and passes on: ledgers, the person's file, feedback, days."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from turnout import _core, _frames
from turnout._errors import input_error
from turnout._plan import _id
from turnout._points import mask_rule
from turnout._problem import read_all, zone_folders

if TYPE_CHECKING:
    from turnout._points import Standing
    from turnout._problem import Source


class Report:
    """Tables of a report, and its page. Names of frames and columns are in docs/reports.md."""

    __slots__ = ("_core", "_frames", "_kind")

    def __init__(self, core: _core.Report, kind: _frames.Kind) -> None:
        self._core = core
        self._kind = kind
        self._frames: dict[str, Any] | None = None

    @property
    def frames(self) -> dict[str, Any]:
        """The tables by name, of the kind of `members`; nothing is masked in them."""
        if self._frames is None:
            self._frames = {
                name: _frames.write(table, self._kind) for name, table in self._core.tables()
            }
        return dict(self._frames)

    def html(
        self,
        language: str = "en",
        *,
        mask_names: bool | str = False,
        place: str = "",
        note: str = "",
    ) -> str:
        """The page, A4 when printed; "en" or "zh". place: who issues it. note: stands at the end.

        mask_names: ids keep their last three characters, names their first one (True, "first"),
        their last one ("last") or nothing ("hidden"); notes are left out.
        """
        return self._core.html(language, mask_rule(mask_names), place, note)

    def write(
        self,
        folder: str | os.PathLike[str],
        *,
        language: str = "en",
        mask_names: bool | str = False,
        place: str = "",
        note: str = "",
        force: bool = False,
    ) -> None:
        """Writes a CSV a table, and the page. A folder that is not empty needs `force`."""
        files = self._core.files(language, mask_rule(mask_names), place, note)
        _core.write_folder(os.fspath(folder), files, force)

    def __repr__(self) -> str:
        return f"<turnout.Report of {', '.join(name for name, _ in self._core.tables())}>"


def three_ledgers(
    members: Source,
    needs: Source | None = None,
    services: Source | None = None,
    *,
    period: str | None = None,
    community: str = "",
    zone: str | None = None,
) -> Report:
    """Who reported, what residents asked for, what was given; and totals by branch.

    Frames: members, needs, services, branches. period: as of a standing; None: everything.
    community: this branch and all below it.
    """
    tables = read_all({"members": members, "needs": needs, "services": services})
    core = _core.three_ledgers(
        tables["members"],
        tables["needs"],
        tables["services"],
        "" if period is None else str(period),
        community,
        "UTC" if zone is None else zone,
        zone_folders(),
    )
    return Report(core, _frames.kind_of(members))


def daily_table(
    members: Source,
    needs: Source | None = None,
    services: Source | None = None,
    *,
    period: str | None = None,
    community: str = "",
    levels: int = 1,
    zone: str | None = None,
) -> Report:
    """Day by day and branch by branch: reported, posted, dispatched, accepted, given, reached.

    Frames: days, reported, needs. levels: how many below `community` have a row; 0: all.
    """
    if levels < 0:
        raise input_error(
            "",
            "levels",
            levels,
            "bad_value",
            "`levels` cannot be this",
            "give a whole number from 0 up",
        )
    tables = read_all({"members": members, "needs": needs, "services": services})
    core = _core.daily_table(
        tables["members"],
        tables["needs"],
        tables["services"],
        "" if period is None else str(period),
        community,
        levels,
        "UTC" if zone is None else zone,
        zone_folders(),
    )
    return Report(core, _frames.kind_of(members))


def person_file(
    standing: Standing,
    member: Any,
    members: Source,
    services: Source,
    *,
    needs: Source | None = None,
) -> Report:
    """Everything about one member over the period of a standing, and the card of its points.

    Frames: person, memberships, standing, services. `members` and `services` are those that the
    standing was scored from. The home of the member is not part of it.
    """
    tables = read_all({"members": members, "needs": needs, "services": services})
    core = _core.person_file(
        standing._core,
        _id("member", member),
        tables["members"],
        tables["needs"],
        tables["services"],
    )
    return Report(core, _frames.kind_of(members))


def unit_feedback(
    standing: Standing,
    members: Source,
    services: Source,
    *,
    needs: Source | None = None,
    unit: str = "",
) -> Report:
    """What the members of each work unit gave in the period of a standing: a letter a unit.

    Frames: units, members. unit: only this one. A service counts for the unit of its day.
    """
    tables = read_all({"members": members, "needs": needs, "services": services})
    core = _core.unit_feedback(
        standing._core, tables["members"], tables["needs"], tables["services"], unit
    )
    return Report(core, _frames.kind_of(members))
