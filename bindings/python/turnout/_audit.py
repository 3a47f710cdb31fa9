"""audit(): is this record of services fit to be counted?"""

from __future__ import annotations

import difflib
import operator
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from turnout import _core, _frames
from turnout._errors import DataWarning, input_error
from turnout._problem import _sentence, read_all, zone_folders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from turnout._problem import Source


class AuditThresholds(TypedDict, total=False):
    """Every limit that can be moved; a finding lies above its limit. docs/audit.md says when."""

    overlap_minutes: int
    day_hours: int
    twice_minutes: int
    travel_kmh: int
    travel_slack_metres: int
    long_hours: int
    burst_least: int
    burst_times: int
    ring_most: int
    ring_pair: int
    ring_ratings: int
    ring_given_percent: int
    ring_received_percent: int
    ring_fives_percent: int
    five_ratings: int
    five_one_in: int


def audit(
    services: Source,
    *,
    places: Source | None = None,
    members: Source | None = None,
    zone: str | None = None,
    language: str = "en",
    **thresholds: Unpack[AuditThresholds],
) -> Audit:
    """What in a record of services cannot be true, and what honest people hardly ever do.

    places: lat and lon by need_id or by place, such as the table of needs; without it nobody's
    travel is judged. members: the roster; a service of anyone else is then a bad row.
    thresholds: see docs/audit.md. Nothing is taken away from anyone: findings are for people.
    """
    tables = read_all({"services": services, "places": places, "members": members})
    core = _core.audit(
        tables["services"],
        tables["places"],
        tables["members"],
        "UTC" if zone is None else zone,
        zone_folders(),
        language,
        _checked(dict(thresholds)),
    )
    found = core.warnings
    if found:
        import warnings

        warnings.warn("; ".join(map(_sentence, found[:3])), DataWarning, stacklevel=2)
    return Audit(core, _frames.kind_of(services))


def _checked(thresholds: dict[str, Any]) -> dict[str, int]:
    known = _core.audit_thresholds()
    checked: dict[str, int] = {}
    for name, value in thresholds.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TypeError(f"audit() got an unexpected keyword argument {name!r}{hint}")
        try:
            checked[name] = operator.index(value)
            if isinstance(value, bool) or abs(checked[name]) >= 2**63:
                raise TypeError
        except TypeError:
            raise input_error(
                "",
                name,
                value,
                "bad_value",
                f"`{name}` is not a whole number",
                "give a whole number",
            ) from None
    return checked


class Audit:
    """The findings of an audit; false if there are none."""

    __slots__ = ("_core", "_frame", "_kind")

    def __init__(self, core: _core.Audit, kind: _frames.Kind) -> None:
        self._core = core
        self._kind = kind
        self._frame: Any = None

    @property
    def frame(self) -> Any:
        """finding_id, kind, severity, member_ids, service_ids, figure, limit, unit, message.

        A frame of the kind of `services`; both lists of ids are joined by ';'.
        """
        if self._frame is None:
            self._frame = _frames.write(self._core.frame(), self._kind)
        return self._frame

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The same as dicts; member_ids and service_ids are lists."""
        columns = _frames.to_dict(self._core.frame())
        rows = zip(*(column.tolist() for column in columns.values()), strict=True)
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        for record in records:
            for name in ("member_ids", "service_ids"):
                record[name] = (record[name] or "").split(";") if record[name] else []
        return records

    @property
    def services(self) -> int:
        """How many services were looked at: all but those taken back."""
        return self._core.services

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.findings)

    def __repr__(self) -> str:
        return f"<turnout.Audit: {len(self)} findings in {self.services} services>"
