"""The whole job by hand: data frames of members and needs in, data frames of a plan out.

    python by_hand.py FOLDER WITHIN_KM

What a careful analyst writes without turnout: pandas for the tables, SciPy's KD-tree for who
lives near, NumPy for the rules, OR-Tools for the plan. The rules are those of the benchmark's
policy: skill with level and validity, free time, distance, a total for each member and at most
one service a slot; an empty seat costs by priority, a service its distance and its spare skill.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from ortools.graph.python import min_cost_flow
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.integer[Any]]

EARTH_RADIUS = 6_371_008.8
SPARE_LEVEL = 150
UNFILLED = {1: 1_000_000, 2: 2_000_000, 3: 4_000_000, 4: 8_000_000, 5: 16_000_000}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60


def on_sphere(places: pd.DataFrame) -> NDArray[np.float64]:
    """Points in space, in metres, so that straight lines order pairs as distances do."""
    lat, lon = np.radians(places["lat"].to_numpy()), np.radians(places["lon"].to_numpy())
    x, y, z = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)
    return EARTH_RADIUS * np.column_stack([x, y, z])


class Week:
    """Free time by the minute, over the days on which there are needs."""

    window = re.compile(
        r"(?P<date>\d{4}-\d\d-\d\d)?(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?)?"
        r" (?P<h0>\d\d?):(?P<m0>\d\d)-(?P<h1>\d\d?):(?P<m1>\d\d)"
    )

    def __init__(self, starts: pd.Series[pd.Timestamp], ends: pd.Series[pd.Timestamp]) -> None:
        # A window of the day before may run past midnight, and so may a need of the last day.
        self.first = starts.min().normalize() - pd.Timedelta(days=1)
        self.days = (ends.max().normalize() - self.first).days + 2
        self.weekday = (self.first.weekday() + np.arange(self.days)) % 7

    def minutes(self, times: pd.Series[pd.Timestamp]) -> Whole:
        return ((times - self.first) // pd.Timedelta(minutes=1)).to_numpy()

    def day_of(self, date: str) -> int:
        return (pd.Timestamp(date) - self.first).days

    def free(self, cell: str) -> NDArray[np.bool_]:
        """Whether each minute is free, by a cell such as `Mon-Fri 19:00-21:00; not 2026-10-01`."""
        free = np.zeros((self.days + 1) * DAY, dtype=bool)
        away: list[tuple[int, int]] = []
        for item in filter(None, map(str.strip, cell.lower().split(";"))):
            if item.startswith("not "):
                first, _, last = item.removeprefix("not ").partition("/")
                away.append((self.day_of(first), self.day_of(last or first)))
                continue
            match = self.window.fullmatch(item)
            if match is None:
                raise ValueError(f"free: cannot read {item!r}")
            begin = 60 * int(match["h0"]) + int(match["m0"])
            end = 60 * int(match["h1"]) + int(match["m1"])
            end += DAY * (end <= begin)
            for day in self._days(match):
                free[day * DAY + begin : day * DAY + end] = True
        for from_day, to_day in away:
            free[max(from_day, 0) * DAY : max(to_day + 1, 0) * DAY] = False
        return free

    def _days(self, match: re.Match[str]) -> Whole:
        if match["date"]:
            day = self.day_of(match["date"])
            return np.array([day] if 0 <= day < self.days else [], dtype=np.int64)
        first = WEEKDAYS.index(match["first"])
        last = WEEKDAYS.index(match["last"] or match["first"])
        return np.flatnonzero((self.weekday - first) % 7 <= (last - first) % 7)


class Slots(NamedTuple):
    """The distinct times of needs, and which of them each distinct cell of `free` covers."""

    of_need: Whole
    cell_of_member: Whole
    covers: NDArray[np.bool_]

    @classmethod
    def of(cls, members: pd.DataFrame, needs: pd.DataFrame) -> Slots:
        slot, times = pd.factorize(pd.MultiIndex.from_frame(needs[["start", "end"]]), sort=True)
        starts, ends = (times.get_level_values(i).to_series() for i in (0, 1))
        week = Week(starts, ends)
        begin, end = week.minutes(starts), week.minutes(ends)
        if "free" not in members:
            nobody_bound = np.ones((1, len(times)), dtype=bool)
            return cls(slot, np.zeros(len(members), dtype=np.int64), nobody_bound)
        cell, cells = pd.factorize(members["free"].fillna(""))
        covers = np.empty((len(cells), len(times)), dtype=bool)
        for i, text in enumerate(cells):
            free_before = np.concatenate([[0], np.cumsum(week.free(text))])
            covers[i] = free_before[end] - free_before[begin] == end - begin
        return cls(slot, cell, covers)


class Skills(NamedTuple):
    """Level and last valid day by distinct cell of `skills` and by skill; level 0 is none."""

    cell_of_member: Whole
    level: Whole
    until: NDArray[np.datetime64]
    asked: Whole
    """The skill that each need asks; the last column, which everybody holds, is none."""
    least: Whole

    @classmethod
    def of(cls, members: pd.DataFrame, needs: pd.DataFrame) -> Skills:
        grammar = r"\s*(?P<name>[^:@]+)(?::(?P<level>\d))?(?:@(?P<until>\S+))?\s*"
        cell, cells = pd.factorize(members["skills"].fillna(""))
        held = pd.Series(cells).str.split(";").explode().str.extract(grammar).dropna(subset="name")
        wanted = needs["skills"].str.extract(grammar)
        names = pd.Index(held["name"].unique()).union(wanted["name"].dropna().unique())

        anyone = len(names)
        level = np.zeros((len(cells), anyone + 1), dtype=np.int64)
        until = np.full(level.shape, np.datetime64("9999-12-31"))
        at = held.index.to_numpy(), names.get_indexer(held["name"])
        level[at] = held["level"].fillna("1").astype(int)
        until[at] = held["until"].fillna("9999-12-31").to_numpy("datetime64[D]")
        level[:, anyone] = 1
        asked = names.get_indexer(wanted["name"])
        least = wanted["level"].fillna("1").astype(int).to_numpy()
        return cls(cell, level, until, np.where(asked < 0, anyone, asked), least)


@dataclass(frozen=True)
class Pairs:
    """Who may serve where, in positions of the two frames, and at what cost."""

    need: Whole
    member: Whole
    km: NDArray[np.float64]
    cost: Whole

    @classmethod
    def of(
        cls, members: pd.DataFrame, needs: pd.DataFrame, slots: Slots, within_km: float
    ) -> Pairs:
        straight = 2 * EARTH_RADIUS * np.sin(within_km * 1_000 / (2 * EARTH_RADIUS))
        near = cKDTree(on_sphere(needs)).sparse_distance_matrix(
            cKDTree(on_sphere(members)), straight * (1 + 1e-9), output_type="ndarray"
        )
        free = slots.covers[slots.cell_of_member[near["j"]], slots.of_need[near["i"]]]
        need, member, chord = (near[name][free] for name in "ijv")

        skills = Skills.of(members, needs)
        cell, skill = skills.cell_of_member[member], skills.asked[need]
        spare = skills.level[cell, skill] - skills.least[need]
        last_day = (needs["end"] - pd.Timedelta(seconds=1)).to_numpy("datetime64[D]")
        metres = 2 * EARTH_RADIUS * np.arcsin(chord / (2 * EARTH_RADIUS))
        fits = (
            (spare >= 0)
            & (last_day[need] <= skills.until[cell, skill])
            & (metres <= within_km * 1_000)
        )
        distance = np.floor(metres[fits] + 0.5).astype(np.int64)
        return cls(
            need[fits], member[fits], metres[fits] / 1_000, distance + SPARE_LEVEL * spare[fits]
        )


@dataclass(frozen=True)
class Plan:
    assignments: pd.DataFrame
    unfilled: pd.DataFrame

    @cached_property
    def objective(self) -> int:
        return int(self.assignments["cost"].sum() + self.unfilled["cost"].sum())


def cheapest(pairs: Pairs, slot_of_need: Whole, seats: Whole, limit: Whole, empty: Whole) -> Whole:
    """Which pairs a cheapest plan uses: one flow from a source over members, their slots and needs.

    `limit` is a member's total and `empty` what an empty seat of a need costs.
    """
    key = pairs.member * (slot_of_need.max() + 1) + slot_of_need[pairs.need]
    slot_node, keys = pd.factorize(key)
    owner = keys // (slot_of_need.max() + 1)
    members, needs = len(limit), len(seats)
    need_node = members + np.arange(needs)
    source = members + needs
    one, nothing = np.ones_like, np.zeros_like

    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost
    first_slot = source + 1
    used = arcs(first_slot + slot_node, need_node[pairs.need], one(pairs.cost), pairs.cost)
    arcs(owner, first_slot + np.arange(len(keys)), one(owner), nothing(owner))
    arcs(np.full(members, source), np.arange(members), limit, nothing(limit))
    arcs(np.full(needs, source), need_node, seats, empty)
    flow.set_nodes_supplies(need_node, -seats)
    flow.set_node_supply(source, int(seats.sum()))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("no plan: every seat may stay empty, so this cannot be")
    return np.flatnonzero(flow.flows(used))


def plan(members: pd.DataFrame, needs: pd.DataFrame, within_km: float) -> Plan:
    needs = needs.assign(start=pd.to_datetime(needs["start"]), end=pd.to_datetime(needs["end"]))
    slots = Slots.of(members, needs)
    pairs = Pairs.of(members, needs, slots, within_km)
    seats = needs["seats"].to_numpy()
    empty = needs["priority"].map(UNFILLED).to_numpy()
    used = cheapest(pairs, slots.of_need, seats, members["max_services"].to_numpy(), empty)

    chosen, who = needs.iloc[pairs.need[used]], members.iloc[pairs.member[used]]
    assignments = pd.DataFrame(
        {
            "need_id": chosen["need_id"].to_numpy(),
            "member_id": who["member_id"].to_numpy(),
            "start": chosen["start"].to_numpy(),
            "end": chosen["end"].to_numpy(),
            "km": pairs.km[used],
            "cost": pairs.cost[used],
        }
    ).sort_values(["need_id", "member_id"], ignore_index=True)
    short = seats - np.bincount(pairs.need[used], minlength=len(needs))
    unfilled = pd.DataFrame(
        {"need_id": needs["need_id"], "short_by": short, "cost": short * empty}
    )[short > 0].reset_index(drop=True)
    return Plan(assignments, unfilled)


if __name__ == "__main__":
    import sys
    from pathlib import Path

    folder = Path(sys.argv[1])
    made = plan(
        pd.read_csv(folder / "members.csv"),
        pd.read_csv(folder / "needs.csv"),
        float(sys.argv[2]),
    )
    print(made.assignments, made.unfilled, f"objective {made.objective:,}", sep="\n\n")
