"""Bad input by way of Python: each kind that can occur in memory, from frames and from dicts, and
each row of the section "Python" of docs/errors.md, word for word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

to = pytest.importorskip("turnout")
np = pytest.importorskip("numpy")

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"

MEMBERS: dict[str, list[Any]] = {"member_id": ["M1", "M2", "M3"]}
NEEDS: dict[str, list[Any]] = {
    "need_id": ["N1", "N2"],
    "start": ["2026-10-05 09:00", "2026-10-06 09:00"],
    "end": ["2026-10-05 11:00", "2026-10-06 11:00"],
    "seats": [2, 1],
}


def page_rows() -> list[tuple[str, str, str, str, str]]:
    """(section, code, what it looks like, message, remedy) of every row."""
    rows = []
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        if line.startswith("| `"):
            code, what, message, remedy = line[2:-2].split(" | ")
            rows.append((section, code.strip("`"), what, message, remedy))
    return rows


def given_members(**columns: list[Any]) -> dict[str, dict[str, list[Any]]]:
    return {"members": MEMBERS | columns}


def given_needs(**columns: list[Any]) -> dict[str, dict[str, list[Any]]]:
    return {"needs": NEEDS | columns}


def given_pins(**columns: list[Any]) -> dict[str, dict[str, list[Any]]]:
    return {"pins": {"need_id": ["N1"], "member_id": ["M1"], "kind": ["must"]} | columns}


def given_availability(**columns: list[Any]) -> dict[str, dict[str, list[Any]]]:
    row = {
        "member_id": ["M1"],
        "start": ["2026-10-05 08:00"],
        "end": ["2026-10-05 12:00"],
        "free": ["yes"],
    }
    return {"availability": row | columns}


# What is given, then where it is found: table, row, column, code.
TABLES: list[tuple[dict[str, Any], str, int | None, str, str]] = [
    ({"members": {"id": ["M1"]}}, "members", None, "member_id", "missing_column"),
    (given_members(member_id=["M1", None, "M3"]), "members", 1, "member_id", "blank"),
    (given_members(member_id=["M1", "M2", "M1"]), "members", 2, "member_id", "duplicate_id"),
    (given_members(member_id=[7, 8, 7]), "members", 2, "member_id", "duplicate_id"),
    (given_members(skills=["", "medic:12", ""]), "members", 1, "skills", "bad_level"),
    (given_members(skills=["x@2026-02-30", "", ""]), "members", 0, "skills", "bad_date"),
    (given_members(skills=[":1", "", ""]), "members", 0, "skills", "empty_name"),
    (given_members(skills=["a;a", "", ""]), "members", 0, "skills", "duplicate_skill"),
    (given_members(skills=["a：1", "", ""]), "members", 0, "skills", "full_width"),
    (given_members(free=["weekends", "", ""]), "members", 0, "free", "bad_free"),
    (given_members(free=["", "Mo 9:00-10:00", ""]), "members", 1, "free", "bad_day"),
    (given_members(free=["", "Mon 9:00-25:00", ""]), "members", 1, "free", "bad_clock"),
    (given_members(community=["A//B", "", ""]), "members", 0, "community", "empty_branch"),
    (given_members(lat=[116.2, 39, 39], lon=[39, 116, 116]), "members", 0, "lat", "bad_latitude"),
    (given_members(lat=[39, 39, 39], lon=[116, 116, 500]), "members", 2, "lon", "bad_longitude"),
    (given_members(lat=[39.0, 39, 39], lon=[116, None, 116]), "members", 1, "lon", "half_place"),
    (given_members(max_per_day=[1, -1, 1]), "members", 1, "max_per_day", "negative"),
    (given_members(max_hours=[1, 2, -0.5]), "members", 2, "max_hours", "negative"),
    (given_members(max_km=[1, float("inf"), 1]), "members", 1, "max_km", "not_a_number"),
    (given_members(served=[0.5, 0, 0]), "members", 0, "served", "not_whole"),
    (
        given_members(served=[1, 0, 0])
        | {"history": {"member_id": ["M1"], "start": ["2026-09-01 09:00"]}},
        "members",
        None,
        "served",
        "served_and_history",
    ),
    (given_needs(start=["2027-02-29", "2026-10-06"]), "needs", 0, "start", "impossible_date"),
    (given_needs(start=["soon", "2026-10-06"]), "needs", 0, "start", "bad_time"),
    (given_needs(start=[20261005, 20261006]), "needs", 0, "start", "bad_time"),
    (given_needs(start=[None, "2026-10-06"]), "needs", 0, "start", "blank"),
    (given_needs(end=["2026-10-05 08:00", "2026-10-07"]), "needs", 0, "end", "end_before_start"),
    (given_needs(seats=[0, 1]), "needs", 0, "seats", "bad_seats"),
    (given_needs(seats=[1, 1_000_000_000]), "needs", 1, "seats", "bad_seats"),
    (given_needs(seats=[1.5, 1]), "needs", 0, "seats", "not_whole"),
    (given_needs(seats=["two", "1"]), "needs", 0, "seats", "not_a_number"),
    (given_needs(seats=[None, 1]), "needs", 0, "seats", "blank"),
    (given_needs(roles=["1 a; 2 *", ""]), "needs", 0, "seats", "seats_against_roles"),
    (given_needs(roles=["1 *; 1 *", ""]), "needs", 0, "roles", "duplicate_role"),
    (given_needs(roles=["medic", ""]), "needs", 0, "roles", "bad_role"),
    (given_needs(skills=["a@2027-01-01", ""]), "needs", 0, "skills", "date_not_allowed"),
    (given_needs(min_seats=[3, 0]), "needs", 0, "min_seats", "bad_min_seats"),
    (given_needs(priority=[3, 7]), "needs", 1, "priority", "bad_priority"),
    (given_needs(together=["yes", "maybe"]), "needs", 1, "together", "not_yes_no"),
    (given_needs(by=["", "unit"]), "needs", 1, "by", "not_supported_yet"),
    (given_pins(need_id=["N9"]), "pins", 0, "need_id", "unknown_id"),
    (given_pins(member_id=["M9"]), "pins", 0, "member_id", "unknown_id"),
    (given_pins(kind=["please"]), "pins", 0, "kind", "bad_pin_kind"),
    (given_pins(role=["medic"]), "pins", 0, "role", "unknown_role"),
    (
        {"pins": {"need_id": ["N1"] * 2, "member_id": ["M1"] * 2, "kind": ["must", "never"]}},
        "pins",
        1,
        "kind",
        "must_and_never",
    ),
    (
        {"pins": {"need_id": ["N2"] * 2, "member_id": ["M1", "M2"], "kind": ["must"] * 2}},
        "pins",
        1,
        "kind",
        "more_musts_than_seats",
    ),
    (given_availability(member_id=["M9"]), "availability", 0, "member_id", "unknown_id"),
    (given_availability(free=["perhaps"]), "availability", 0, "free", "not_yes_no"),
    (given_availability(end=["2026-10-05 07:00"]), "availability", 0, "end", "end_before_start"),
]


def as_dicts(columns: dict[str, list[Any]]) -> Any:
    return columns


def as_frame(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns)


@pytest.mark.parametrize("kind", [as_dicts, as_frame])
@pytest.mark.parametrize(("given", "table", "row", "column", "code"), TABLES)
def test_each_kind_is_one_clear_error(
    kind: Callable[[dict[str, list[Any]]], Any],
    given: dict[str, Any],
    table: str,
    row: int | None,
    column: str,
    code: str,
) -> None:
    tables = {
        name: kind(columns)
        for name, columns in ({"members": MEMBERS, "needs": NEEDS} | given).items()
    }
    with pytest.raises(to.InputError) as caught:
        to.Problem(**tables)
    records = caught.value.records
    found = [(r["table"], r["row"], r["column"], r["code"]) for r in records]
    if code == "bad_time" and row == 0 and given["needs"]["start"] == [20261005, 20261006]:
        found = found[:1]  # the whole column is of the wrong sort: a finding a row
    assert found == [(table, row, column, code)]
    assert records[0]["message"]
    assert records[0]["remedy"]
    assert isinstance(caught.value, ValueError)
    assert code in {row[1] for row in page_rows()}


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(to.InputError) as caught:
        to.Problem(MEMBERS, NEEDS | {"title": ["a", "\ud800"]})
    (record,) = caught.value.records
    assert (record["row"], record["column"], record["code"]) == (1, "title", "not_utf8")


def test_timestamps_that_the_zone_skips_or_that_are_split() -> None:
    pd = pytest.importorskip("pandas")
    start = pd.to_datetime(["2026-03-08 02:30:00.0", "2026-03-09 02:30:00.5"])
    end = pd.to_datetime(["2026-03-08 05:00", "2026-03-09 05:00"])
    with pytest.raises(to.InputError) as caught:
        to.Problem(
            pd.DataFrame(MEMBERS),
            pd.DataFrame(NEEDS | {"start": start, "end": end}),
            zone="America/New_York",
        )
    assert [(r["row"], r["code"]) for r in caught.value.records] == [
        (0, "skipped_time"),
        (1, "fraction_of_second"),
    ]


def test_issues_are_a_frame_and_all_come_together() -> None:
    pd = pytest.importorskip("pandas")
    members = {"member_id": [f"M{i}" for i in range(120)], "skills": ["medic:12"] * 120}
    with pytest.raises(to.InputError) as caught:
        to.Problem(
            members, given_needs(seats=[0, 1])["needs"], pins=given_pins(need_id=["N9"])["pins"]
        )
    issues = caught.value.issues
    assert isinstance(issues, pd.DataFrame)
    assert list(issues.columns) == ["table", "row", "column", "value", "code", "message", "remedy"]
    assert caught.value.total == len(issues) == 122
    assert list(issues["table"].unique()) == ["needs", "members", "pins"]
    text = str(caught.value)
    assert text.endswith("\n... and 72 more")
    assert text.count("\n") == 50


def test_a_column_two_letters_off_is_a_warning() -> None:
    with pytest.warns(to.DataWarning, match="did you mean `skills`"):
        problem = to.Problem(MEMBERS | {"skils": ["", "", ""]}, NEEDS)
    assert list(problem.warnings["code"]) == ["unknown_column"]


def bad_toml(folder: Path) -> None:
    path = folder / "book.toml"
    path.write_text("name = \n")
    to.Rulebook.load(path)


def arrow_table(folder: Path) -> None:  # noqa: ARG001
    pa = pytest.importorskip("pyarrow")
    to.Problem(pa.table({"member_id": pa.array(["M1"]), "odd": pa.array([[1]])}), NEEDS)


def arrow_too_large(folder: Path) -> None:  # noqa: ARG001
    pa = pytest.importorskip("pyarrow")
    to.Problem(
        pa.table({"member_id": pa.array(["M1"]), "served": pa.array([2**64 - 1], pa.uint64())}),
        NEEDS,
    )


# By the words of the page.
PYTHON: dict[str, Callable[[Path], object]] = {
    "something that is no table": lambda _: to.Problem(5, NEEDS),
    "one column where a table is meant": lambda _: to.Problem(
        pytest.importorskip("pandas").Series([1]), NEEDS
    ),
    "one value where a column is meant": lambda _: to.Problem({"member_id": "M1"}, NEEDS),
    "a column of two dimensions": lambda _: to.Problem(
        {"member_id": np.array([["M1", "M2"]])}, NEEDS
    ),
    "a column of complex numbers, lists or the like": lambda _: to.Problem(
        MEMBERS | {"lat": np.array([1j, 2j, 3j])}, NEEDS
    ),
    "the same in an Arrow table": arrow_table,
    "a whole number of 2^63 or more in an Arrow table": arrow_too_large,
    "a field that the policy does not have": lambda _: to.Policy(withn_km=3),
    "a field that is reserved for later": lambda _: to.Policy(keep=1),
    "a word where the policy wants a number": lambda _: to.Policy(fairness="much"),
    "an option of a run that cannot be": lambda _: to.solve(to.Problem(MEMBERS, NEEDS), seconds=-1),
    "a rulebook or policy that is no TOML": bad_toml,
    "a matrix of three dimensions": lambda _: to.assign(np.zeros((2, 2, 2))),
    "a matrix together with `n_needs` or `n_members`": lambda _: to.assign(
        np.zeros((2, 2)), n_needs=2
    ),
    "two of the three arrays": lambda _: to.assign([0, 1], [0, 1]),
    "another sense than min or max": lambda _: to.assign(np.zeros((2, 2)), sense="most"),
    "a number of threads below zero": lambda _: to.assign(np.zeros((2, 2)), threads=-1),
    "seconds below zero": lambda _: to.assign(np.zeros((2, 2)), seconds=-1),
    "texts where numbers are asked for": lambda _: to.assign(["a"], [0], [1]),
    "not one limit for each family of groups": lambda _: to.assign(
        [0], [0], [1], group=[[1]], group_limit=[1, 2]
    ),
}


@pytest.mark.parametrize("what", PYTHON)
def test_each_kind_is_answered_by_its_row_of_the_page(what: str, tmp_path: Path) -> None:
    with pytest.raises(to.InputError) as caught:
        PYTHON[what](tmp_path)
    (record,) = caught.value.records
    got = f"| `{record['code']}` | {what} | {record['message']} | {record['remedy']} |"
    wanted = [row for row in page_rows() if row[0] == "Python" and row[2] == what]
    assert len(wanted) == 1, got
    _, code, _, message, remedy = wanted[0]
    pattern = re.escape(f"| `{code}` | {what} | {message} | {remedy} |").replace("…", ".*")
    assert re.fullmatch(pattern, got), got


def test_each_row_of_the_page_has_its_example() -> None:
    assert {row[2] for row in page_rows() if row[0] == "Python"} == set(PYTHON)
