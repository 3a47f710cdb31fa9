"""The policy: keywords, defaults, errors that help."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import turnout as to


def test_defaults_are_the_contracts() -> None:
    policy = to.Policy()
    assert policy.within_km == 5
    assert policy.max_per_day == 1
    assert policy.max_per_week is None
    assert policy.unfilled_cost == (1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000)
    assert policy.idle_skill == {}
    assert policy.fairness == 300
    assert repr(policy) == "Policy()"


def test_repr_shows_what_differs_and_pickles() -> None:
    policy = to.Policy(within_km=3, fairness=np.int32(500), max_per_day=None)  # type: ignore[arg-type]
    assert repr(policy) == "Policy(within_km=3.0, max_per_day=None, fairness=500)"
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301
    assert hash(policy) == hash(to.Policy(within_km=3.0, fairness=500, max_per_day=None))
    assert policy != to.Policy()


def test_replace_leaves_the_original() -> None:
    policy = to.Policy(within_km=3)
    assert policy.replace(fairness=0) == to.Policy(within_km=3, fairness=0)
    assert policy == to.Policy(within_km=3)


def test_a_mapping_replaces_only_its_keys() -> None:
    policy = to.Policy(unfilled_cost={5: 32_000_000})
    assert policy.unfilled_cost == (1_000_000, 2_000_000, 4_000_000, 8_000_000, 32_000_000)
    assert to.Policy(unfilled_cost=[1, 2, 3, 4, 5]).unfilled_cost == (1, 2, 3, 4, 5)


def test_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        to.Policy().fairness = 3  # type: ignore[misc]


def test_did_you_mean() -> None:
    with pytest.raises(to.InputError, match="did you mean `within_km`") as caught:
        to.Policy(withn_km=3)  # type: ignore[call-arg]
    assert caught.value.records[0]["code"] == "unknown_field"


@pytest.mark.parametrize("field", ["even_cover", "keep", "per_change", "strict_priority"])
def test_later_fields_say_so(field: str) -> None:
    with pytest.raises(to.InputError, match=f"`{field}` is not supported yet"):
        to.Policy(**{field: 1})  # type: ignore[arg-type]


def test_all_findings_come_together() -> None:
    with pytest.raises(to.InputError) as caught:
        to.Policy(fairness="much", within_km=float("nan"), max_per_day=-1, typo=1)  # type: ignore[call-arg, arg-type]
    assert {r["column"] for r in caught.value.records} == {
        "fairness",
        "within_km",
        "max_per_day",
        "typo",
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"fairness": 1.5},
        {"fairness": True},
        {"fairness": None},
        {"fairness": 2**70},
        {"within_km": "5"},
        {"within_km": -1},
        {"travel_kmh": 0},
        {"unfilled_cost": [1, 2]},
        {"unfilled_cost": {6: 1}},
        {"unfilled_cost": "12345"},
        {"idle_skill": 5},
        {"idle_skill": {3: 5}},
        {"min_seats_weight": 0},
    ],
)
def test_values_out_of_range(fields: dict[str, object]) -> None:
    with pytest.raises(to.InputError) as caught:
        to.Policy(**fields)  # type: ignore[arg-type]
    assert [r["column"] for r in caught.value.records] == list(fields)
