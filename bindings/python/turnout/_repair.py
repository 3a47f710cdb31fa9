"""A plan of the second door that stays optimal while the world changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from turnout import _core
from turnout._assign import (
    AssignResult,
    _cost,
    _number_or_each,
    _one_or_each,
    _pairs,
    _result,
    _whole,
    assign,
)
from turnout._errors import input_error

if TYPE_CHECKING:
    from collections.abc import Iterable


class UsedPair(NamedTuple):
    """A pair and whom it joins, by their ids."""

    pair: int
    need: int
    member: int


class RepairChange(NamedTuple):
    """What a call of a Repair changed."""

    added: list[UsedPair]
    """Pairs used now and not before."""
    dropped: list[UsedPair]
    """Pairs used before and not now."""
    rise: float
    """Objective after the call, less that before it. An int where costs are whole."""
    id: int | None
    """Of the need, member or pair that was added."""
    first_pair: int | None
    """The pairs that came with a need or member are first_pair, first_pair + 1, ..."""
    rounded: bool
    """Whether a cost given was rounded to the grid of the problem (floats only)."""


class Repair:
    """Made once from a problem of `assign` and its result; then each call changes one thing.

    A call mends the optimum from the old prices, in microseconds, and answers with the pairs
    that changed. Objective and bound are those of solving afresh. Ids are positions in the
    arrays given; what is added gets the next number, and no number is ever used twice. A call
    that raises leaves everything as it was. For one thread at a time.

    The arguments are those of `assign`, groups apart; without `result` the problem is solved
    first. A result that is not optimal is finished.

    >>> import turnout as to
    >>> desk = to.Repair([0, 0, 1], [0, 1, 1], [4, 7, 5], unfilled_cost=100)
    >>> change = desk.decline(0)
    >>> change.dropped, change.rise, desk.objective
    ([UsedPair(pair=0, need=0, member=0)], 96, 105)
    """

    def __init__(
        self,
        need_or_matrix: Any,
        member: Any = None,
        cost: Any = None,
        *,
        seats: Any = 1,
        capacity: Any = 1,
        unfilled_cost: Any = None,
        sense: str = "min",
        n_needs: int | None = None,
        n_members: int | None = None,
        result: AssignResult | None = None,
    ) -> None:
        if sense not in ("min", "max"):
            raise input_error(
                "", "sense", sense, "bad_sense", "unknown sense", 'give "min" or "max"'
            )
        if result is None:
            result = assign(
                need_or_matrix,
                member,
                cost,
                seats=seats,
                capacity=capacity,
                unfilled_cost=unfilled_cost,
                sense=sense,
                n_needs=n_needs,
                n_members=n_members,
            )
        pairs = _pairs(need_or_matrix, member, cost, n_needs, n_members)
        self._core = _core.Repair(
            pairs.need,
            pairs.member,
            pairs.cost,
            _one_or_each(seats, "seats"),
            _one_or_each(capacity, "capacity"),
            None if unfilled_cost is None else _number_or_each(unfilled_cost),
            sense == "max",
            pairs.matrix,
            pairs.sparse,
            pairs.n_needs,
            pairs.n_members,
            result.pairs,
            result.need_prices,
            result.member_prices,
        )
        self._whole = result.resolution == 0

    def decline(self, pair: int) -> RepairChange:
        """The everyday call: this member does not serve this need after all."""
        return self._change(self._core.remove_pair(pair))

    def add_pair(self, need: int, member: int, cost: float) -> RepairChange:
        """This member could serve this need too."""
        return self._change(self._core.add_pair(need, member, cost))

    def remove_pair(self, pair: int) -> RepairChange:
        """The same as `decline`."""
        return self._change(self._core.remove_pair(pair))

    def set_cost(self, pair: int, cost: float) -> RepairChange:
        return self._change(self._core.set_cost(pair, cost))

    def add_need(
        self, member: Any, cost: Any, *, seats: int = 1, unfilled_cost: float | None = None
    ) -> RepairChange:
        """A need, with the members who could serve it and at what cost."""
        return self._change(
            self._core.add_need(_whole(member, "member"), _cost(cost), seats, unfilled_cost)
        )

    def remove_need(self, need: int) -> RepairChange:
        return self._change(self._core.remove_need(need))

    def set_seats(self, need: int, seats: int) -> RepairChange:
        return self._change(self._core.set_seats(need, seats))

    def set_unfilled_cost(self, need: int, cost: float | None) -> RepairChange:
        """None: all its seats must be filled."""
        return self._change(self._core.set_unfilled_cost(need, cost))

    def add_member(self, need: Any, cost: Any, *, capacity: int = 1) -> RepairChange:
        """A member, with the needs it could serve and at what cost."""
        return self._change(self._core.add_member(_whole(need, "need"), _cost(cost), capacity))

    def remove_member(self, member: int) -> RepairChange:
        return self._change(self._core.remove_member(member))

    def set_capacity(self, member: int, capacity: int) -> RepairChange:
        return self._change(self._core.set_capacity(member, capacity))

    @property
    def objective(self) -> float:
        """An int where costs are whole. Floats: as they stand on the grid."""
        return int(self._core.objective) if self._whole else self._core.objective

    @property
    def bound(self) -> float:
        """Equals the objective: what stands is optimal."""
        return self.objective

    @property
    def n_needs(self) -> int:
        """Numbers given so far, those removed included."""
        return self._core.n_needs

    @property
    def n_members(self) -> int:
        return self._core.n_members

    @property
    def n_pairs(self) -> int:
        return self._core.n_pairs

    def is_used(self, pair: int) -> bool:
        return self._core.is_used(pair)

    def short_by(self, need: int) -> int:
        """Empty seats of a need."""
        return self._core.short_by(need)

    def used_by_need(self, need: int) -> list[UsedPair]:
        return _used(self._core.used_by_need(need))

    def used_by_member(self, member: int) -> list[UsedPair]:
        return _used(self._core.used_by_member(member))

    def result(self) -> AssignResult:
        """A snapshot that never changes, with the objective and bound summed from scratch."""
        return _result(self._core.result())

    def __repr__(self) -> str:
        return f"<turnout.Repair: objective {self.objective}>"

    def _change(self, answer: tuple[Any, ...]) -> RepairChange:
        added, dropped, rise, new, first_pair, rounded = answer
        return RepairChange(
            _used(added),
            _used(dropped),
            int(rise) if self._whole else rise,
            None if new < 0 else new,
            None if first_pair < 0 else first_pair,
            rounded,
        )


def _used(pairs: Iterable[tuple[int, int, int]]) -> list[UsedPair]:
    return [UsedPair(*pair) for pair in pairs]
