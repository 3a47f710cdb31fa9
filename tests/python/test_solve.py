"""Problem, solve, plan: the main job."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def rows(frame: dict[str, Any]) -> list[dict[str, Any]]:
    """A dict of columns as a list of dicts."""
    return [
        dict(zip(frame, values, strict=True))
        for values in zip(*(c.tolist() for c in frame.values()), strict=True)
    ]


def test_the_street(street: to.Problem) -> None:
    plan = to.solve(street)
    assert [(r["need_id"], r["member_id"]) for r in rows(plan.assignments)] == [
        ("N1", "M1"),
        ("N2", "M2"),
    ]
    (empty,) = rows(plan.unfilled)
    assert empty["need_id"] == "N2"
    assert empty["short_by"] == 1
    assert empty["reason"] in {"not_free", "too_far", "limit_used_up"}
    assert empty["message"]
    assert plan.filled == 2
    assert plan.seats == 3
    assert plan.status == "optimal"
    assert plan.gap == 0
    assert plan.gap_metres == 0
    assert plan.objective == plan.bound == sum(r["metres"] for r in rows(plan.terms))
    assert "filled 2 of 3 seats" in plan.summary()
    assert plan.proof() in plan.summary()
    assert sum(r["services"] for r in rows(plan.loads)) == 2
    assert sum(r["filled"] for r in rows(plan.coverage)) == 2


def test_methods_are_the_functions(street: to.Problem) -> None:
    plan = street.solve(to.Policy(within_km=50))
    assert plan == to.solve(street, to.Policy(within_km=50))
    assert plan != to.solve(street)
    assert plan.problem == street
    assert plan.policy.within_km == 50
    assert plan.filled == 3
    assert bool(plan.verify()) == bool(street.verify(plan)) is True


def test_receipt(street: to.Problem) -> None:
    plan = to.solve(street, most_seats=True)
    assert plan.receipt["format"] == "turnout-receipt/1"
    assert plan.receipt["objective"] == plan.objective
    assert plan.most_seats == {"filled": 2, "at_most": 2}
    assert to.solve(street).most_seats is None


def test_values_pickle_and_compare(street: to.Problem) -> None:
    plan = to.solve(street, most_seats=True)
    for value in (street, plan):
        for twin in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):  # noqa: S301
            assert twin == value
    twin = pickle.loads(pickle.dumps(plan))  # noqa: S301
    assert twin.receipt_json == plan.receipt_json
    assert twin.to_html() == plan.to_html()
    assert twin.verify()
    assert plan != street


def test_row_order_and_threads_change_nothing(
    members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    plan = to.solve(to.Problem(members, needs), threads=1)
    turned = to.solve(
        to.Problem(
            {k: v[::-1] for k, v in members.items()}, {k: v[::-1] for k, v in needs.items()}
        ),
        threads=2,
    )
    assert turned.receipt_json == plan.receipt_json
    assert rows(turned.assignments) == rows(plan.assignments)


def test_the_page(street: to.Problem, tmp_path: Path) -> None:
    plan = to.solve(street)
    page = plan.to_html()
    assert page is not None
    assert page.lower().startswith("<!doctype html>")
    assert plan.to_html(tmp_path / "plan.html") is None
    assert (tmp_path / "plan.html").read_text(encoding="utf-8") == page
    assert "A title of ours" in (plan.to_html(title="A title of ours") or "")


def test_the_folder(street: to.Problem, tmp_path: Path) -> None:
    plan = to.solve(street)
    plan.to_csv(tmp_path / "plan")
    names = {p.name for p in (tmp_path / "plan").iterdir()}
    assert names == {
        "assignments.csv",
        "unfilled.csv",
        "loads.csv",
        "coverage.csv",
        "receipt.json",
        "plan.html",
    }
    assert (tmp_path / "plan" / "receipt.json").read_text(encoding="utf-8") == plan.receipt_json
    with pytest.raises(to.InputError, match="force"):
        plan.to_csv(tmp_path / "plan")
    plan.to_csv(tmp_path / "plan", force=True)


def test_all_bad_rows_of_all_tables_come_together(
    members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    members["lat"][1] = 95.0
    members["skills"][0] = "first-aid:12"
    needs["end"][0] = "2026-10-01 08:00"
    needs["seats"][1] = 0
    pins = {"need_id": ["N1"], "member_id": ["M9"], "kind": ["must"]}
    with pytest.raises(to.InputError) as caught:
        to.Problem(members, needs, pins=pins)
    found = {(r["table"], r["row"], r["column"]) for r in caught.value.records}
    assert found >= {
        ("members", 1, "lat"),
        ("members", 0, "skills"),
        ("needs", 0, "end"),
        ("needs", 1, "seats"),
    }
    pd = pytest.importorskip("pandas")
    issues = caught.value.issues
    assert isinstance(issues, pd.DataFrame)
    assert list(issues.columns) == [
        "table", "row", "column", "value", "code", "message", "remedy",
    ]  # fmt: skip
    assert pickle.loads(pickle.dumps(caught.value)).records == caught.value.records  # noqa: S301


def test_files_and_frames_find_the_same_faults(
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
    write_csv: Callable[[str, dict[str, list[Any]]], str],
) -> None:
    needs["end"][0] = "2026-10-01 08:00"
    needs["seats"][1] = "many"
    with pytest.raises(to.InputError) as frames:
        to.Problem(members, needs)
    with pytest.raises(to.InputError) as files:
        to.Problem(write_csv("members.csv", members), write_csv("needs.csv", needs))
    keys = ("column", "value", "code", "message", "remedy")
    assert [[r[k] for k in keys] for r in frames.value.records] == [
        [r[k] for k in keys] for r in files.value.records
    ]
    # Files count lines from the header's 1, frames rows from 0.
    assert [r["row"] + 2 for r in frames.value.records] == [r["row"] for r in files.value.records]


def test_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(to.InputError) as caught:
        to.Problem(tmp_path / "none.csv", tmp_path / "nor-this.csv")
    assert len(caught.value.records) == 2


@pytest.mark.parametrize("column", ["duration", "by", "same_person"])
def test_later_columns_say_so(
    column: str, members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    needs[column] = ["1", "1"]
    with pytest.raises(to.InputError, match=f"`{column}` is not supported yet"):
        to.Problem(members, needs)


def test_a_column_two_letters_off_is_a_warning(
    members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    needs["priorty"] = needs.pop("priority")
    with pytest.warns(to.DataWarning, match="priority"):
        problem = to.Problem(members, needs)
    assert problem.warnings["column"].tolist() == ["priorty"]


def test_check(members: dict[str, list[Any]], needs: dict[str, list[Any]]) -> None:
    del members["free"]
    policy = to.Policy(idle_skill={"first-aid": 500, "first-ait": 500})
    found = rows(to.Problem(members, needs).check(policy))
    assert {
        ("note", "members", "column_absent", "free"),
        ("warning", "policy", "idle_skill_not_held", "idle_skill"),
    } <= {(r["severity"], r["table"], r["code"], r["column"]) for r in found}
    assert to.check(to.Problem(members, needs)).keys() == found[0].keys()


def test_zone(members: dict[str, list[Any]], needs: dict[str, list[Any]]) -> None:
    problem = to.Problem(members, needs, zone="Asia/Shanghai")
    assert problem.zone == "Asia/Shanghai"
    assert problem != to.Problem(members, needs)
    with pytest.raises(to.InputError):
        to.Problem(members, needs, zone="Mars/Olympus")


@pytest.mark.parametrize(
    "options",
    [
        {"seconds": -1},
        {"seconds": float("nan")},
        {"seconds": "5"},
        {"gap": -0.1},
        {"threads": -1},
        {"threads": 1.5},
        {"work_limit": -1},
        {"memory_limit": 1.5},
        {"stop": 5},
        {"progress": 5},
    ],
)
def test_bad_options(street: to.Problem, options: dict[str, Any]) -> None:
    with pytest.raises(to.InputError) as caught:
        to.solve(street, **options)
    assert caught.value.records[0]["column"] == next(iter(options))


def test_why_not(street: to.Problem) -> None:
    plan = to.solve(street)
    far = plan.why_not("N2", "M3")
    assert not far.eligible
    assert far.reason == "too_far"
    assert str(far) == far.message
    assert far.rise is None
    busy = to.why_not(plan, "N2", "M1")
    assert busy.reason == "not_free"
    with pytest.raises(to.InputError):
        plan.why_not("N9", "M1")


def test_verify_rejects_what_was_tampered_with(street: to.Problem) -> None:
    plan = to.solve(street)
    verdict = to.verify(street, plan)
    assert verdict
    assert (verdict.objective, verdict.bound) == (plan.objective, plan.bound)
    other = to.solve(to.Problem(*_without_limit(street)))
    assert not to.verify(street, other)


def _without_limit(problem: to.Problem) -> tuple[Any, Any]:
    members, needs = problem._core.tables[:2]
    from turnout import _frames

    changed = _frames.to_dict(members) | {"max_km": [100.0] * len(members)}
    return changed, needs


def test_a_plan_made_by_hand(street: to.Problem) -> None:
    plan = to.solve(street)
    good = to.verify(street, {"need_id": ["N1"], "member_id": ["M1"]}, against=plan)
    assert good.valid
    assert good.objective > plan.bound
    bad = to.verify(street, {"need_id": ["N1", "N7"], "member_id": ["M2", "M1"]})
    assert not bad.valid
    assert len(bad.findings["code"]) >= 2


def test_frames_are_made_once(street: to.Problem) -> None:
    plan = to.solve(street)
    assert plan.assignments is plan.assignments
