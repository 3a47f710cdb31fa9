"""The shipped rulebooks: their examples, their schema, and what the command line says of them."""

from __future__ import annotations

import csv
import datetime
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import turnout as to
from hypothesis import given
from hypothesis import strategies as st
from turnout._toml import read_toml_lines

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).resolve().parents[2]
BOOKS = sorted((ROOT / "docs" / "rulebooks").glob("*.toml"))
EXAMPLES = ROOT / "docs" / "rulebooks" / "examples"
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/rulebook.schema.json").read_text("utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(value: Any) -> str:
    """A cell as the example writes it."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("example", rows(EXAMPLES / "examples.csv"), ids=lambda e: e["name"])
def test_each_reproduces_its_worked_example(example: dict[str, str]) -> None:
    folder = EXAMPLES / example["name"]
    events = folder / "events.csv"
    standing = to.Rulebook.load(ROOT / "docs" / "rulebooks" / f"{example['name']}.toml").score(
        str(folder / "services.csv"),
        str(folder / "members.csv"),
        events=str(events) if events.exists() else None,
        period=example["period"],
    )
    frame = standing.frame.set_index("member_id")
    expected = rows(folder / "expected.csv")
    assert sorted(frame.index) == sorted(row["member_id"] for row in expected)
    for row in expected:
        for column, value in row.items():
            if column == "member_id":
                continue
            found = frame.loc[row["member_id"], column]
            assert (
                shown(found) == shown(float(value))
                if re.fullmatch(r"-?[0-9.]+", value)
                else shown(found) == value
            ), (row["member_id"], column)


def plain(tree: Any) -> Any:
    """Dates as JSON has them."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return tree.isoformat() if isinstance(tree, datetime.date) else tree


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_each_keeps_the_schema(path: Path) -> None:
    validator = jsonschema.Draft202012Validator(
        to.rulebook_schema(), format_checker=jsonschema.FormatChecker()
    )
    validator.check_schema(to.rulebook_schema())
    assert list(validator.iter_errors(plain(tomllib.loads(path.read_text("utf-8"))))) == []


def test_the_package_has_the_schema() -> None:
    assert to.rulebook_schema() == SCHEMA


LEAST: dict[str, Any] = {
    "format": "turnout-rulebook/1",
    "name": "x",
    "rules": [{"id": "r", "rate": 1}],
}
KIND = {"id": "points"}
LADDER = {"id": "t", "measure": "hours", "span": "year", "bands": [{"id": "a", "from": 1}]}
# Where a table of the schema stands in a rulebook: the rest of the book, and the way to it.
PLACES: dict[str, dict[str, Any]] = {
    "": {},
    "version": {"versions": [{"id": "v"}]},
    "kind": {"kinds": [KIND]},
    "expiry": {"kinds": [{**KIND, "expiry": {"on": "12-31"}}]},
    "carry_over": {"kinds": [{**KIND, "expiry": {"on": "12-31"}, "carry_over": {}}]},
    "use": {"kinds": [{**KIND, "spend": {}}]},
    "convert": {"kinds": [{**KIND, "convert": {"to": "b"}}, {"id": "b"}]},
    "tag": {"tags": [{"id": "t"}]},
    "obligation": {"obligations": [{"id": "o", "per": "week"}]},
    "group": {"groups": [{"id": "g"}]},
    "rule": {},
    "match": {"rules": [{"id": "r", "rate": 1, "match": {}}]},
    "match_not": {"rules": [{"id": "r", "rate": 1, "match": {"not": {}}}]},
    "gates": {"rules": [{"id": "r", "rate": 1, "gates": {}}]},
    "rating_gate": {"rules": [{"id": "r", "rate": 1, "gates": {"rating": {"least": 1}}}]},
    "measure_gate": {"rules": [{"id": "r", "rate": 1, "gates": {"hours": {"least": 1}}}]},
    "balance_gate": {"kinds": [{**KIND, "spend": {"gates": {"balance": {"least": 1}}}}]},
    "rate": {"rules": [{"id": "r", "rate": {"points": 1}}]},
    "rates": {"rules": [{"id": "r", "rates": {"by": "place", "values": {"a": 1}}}]},
    "rule_bands": {
        "rules": [{"id": "r", "bands": {"by": "rating", "list": [{"from": 1, "points": 1}]}}]
    },
    "point_band": {
        "rules": [{"id": "r", "bands": {"by": "rating", "list": [{"from": 1, "points": 1}]}}]
    },
    "round": {"rules": [{"id": "r", "rate": 1, "round": {}}]},
    "caps": {"rules": [{"id": "r", "rate": 1, "caps": {"day": 1}}]},
    "floors": {"rules": [{"id": "r", "rate": 1, "floors": {"day": -1}}]},
    "ladder": {"ladders": [LADDER]},
    "band": {"ladders": [LADDER]},
}
PATHS = {
    "": (),
    "version": ("versions", 0),
    "kind": ("kinds", 0),
    "expiry": ("kinds", 0, "expiry"),
    "carry_over": ("kinds", 0, "carry_over"),
    "use": ("kinds", 0, "spend"),
    "convert": ("kinds", 0, "convert"),
    "tag": ("tags", 0),
    "obligation": ("obligations", 0),
    "group": ("groups", 0),
    "rule": ("rules", 0),
    "match": ("rules", 0, "match"),
    "match_not": ("rules", 0, "match", "not"),
    "gates": ("rules", 0, "gates"),
    "rating_gate": ("rules", 0, "gates", "rating"),
    "measure_gate": ("rules", 0, "gates", "hours"),
    "balance_gate": ("kinds", 0, "spend", "gates", "balance"),
    "rate": ("rules", 0, "rate"),
    "rates": ("rules", 0, "rates"),
    "rule_bands": ("rules", 0, "bands"),
    "point_band": ("rules", 0, "bands", "list", 0),
    "round": ("rules", 0, "round"),
    "caps": ("rules", 0, "caps"),
    "floors": ("rules", 0, "floors"),
    "ladder": ("ladders", 0),
    "band": ("ladders", 0, "bands", 0),
}


def tables_of_schema() -> dict[str, dict[str, Any]]:
    """Each table with keys of its own, by its name in the schema."""
    tables = {"": SCHEMA}
    for name, body in SCHEMA["$defs"].items():
        for choice in [body, *body.get("anyOf", [])]:
            if "properties" in choice:
                tables[name] = choice
    return tables


@pytest.mark.parametrize("name", list(PLACES))
def test_schema_and_reader_know_the_same_keys(name: str) -> None:
    """An unknown key is answered with those that are known in that table."""
    book = json.loads(json.dumps({**LEAST, **PLACES[name]}))
    at = book
    for step in PATHS[name]:
        at = at[step]
    to.Rulebook(json.loads(json.dumps(book)))  # fine as it is
    at["xxxxxxxxxxxxxxx"] = 1
    with pytest.raises(to.InputError) as caught:
        to.Rulebook(book)
    found = [r for r in caught.value.records if r["code"] == "unknown_key"]
    assert len(found) == 1
    known = set(found[0]["remedy"].removeprefix("known here: ").split(", "))
    assert known == set(tables_of_schema()[name]["properties"])


def test_no_table_of_the_schema_is_left_out() -> None:
    assert set(tables_of_schema()) == set(PLACES) == set(PATHS)


def turnout(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "turnout.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def test_check_says_the_rulebook_in_sentences() -> None:
    path = ROOT / "docs" / "rulebooks" / "hailin.toml"
    run = turnout("rulebook", "check", path)
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert lines[0] == "Volunteers' points (hailin 2025)"
    assert lines[1] == (
        "- Hours of service: 1 point for each hour; counts once someone other than the member has "
        "confirmed it; at most 2 h counted an activity."
    )
    assert [f"- {line}" for line in to.Rulebook.load(path).in_words()] == lines[1:]
    run = turnout("rulebook", "check", path, "--language", "zh")
    assert run.returncode == 0
    assert "- 服务时长：每小时 1 分；" in run.stdout


def test_check_lists_all_mistakes_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        'format = "turnout-rulebook/1"\n'
        'name = "x"\n'
        "[[versions]]\n"
        'id = "a"\n'
        "to = 2026-06-30\n"
        "[[versions]]\n"
        'id = "b"\n'
        "from = 2026-07-02\n"
        "[[rules]]\n"
        'id = "r"\n'
        "rate = 1\n"
        "caps = 4\n"
        "[[ladders]]\n"
        'id = "tier"\n'
        'measure = "earned"\n'
        'span = "period"\n'
        "bands = [\n"
        '  { id = "a", from = 1, to = 2 },\n'
        '  { id = "b", from = 3 },\n'
        "]\n",
        encoding="utf-8",
    )
    run = turnout("rulebook", "check", path)
    assert (run.returncode, run.stdout) == (2, "")
    for place in ("line 8, versions[2].from", "line 12, rules[1].caps", "line 19, ladders[1]"):
        assert f"{path}, {place}" in run.stderr
    assert "write caps = { year = 4 }" in run.stderr


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_lines_of_each_key(path: Path) -> None:
    _, lines = read_toml_lines(str(path))
    text = path.read_text("utf-8").splitlines()
    for key, line in lines.items():
        last = re.sub(r"\[[0-9]+\]$", "", key).rsplit(".", maxsplit=1)[-1]
        # An item of an array may stand below its key.
        assert last in text[line - 1] or key.endswith("]"), (key, line)
    tree = tomllib.loads(path.read_text("utf-8"))
    assert set(paths_of(tree)) == set(lines)


def paths_of(tree: Any, path: str = "") -> list[str]:
    if isinstance(tree, dict):
        below = [(f"{path}.{key}" if path else key, value) for key, value in tree.items()]
    elif isinstance(tree, list):
        below = [(f"{path}[{i}]", value) for i, value in enumerate(tree, 1)]
    else:
        return []
    return [p for child, value in below for p in [child, *paths_of(value, child)]]


@given(st.integers(0, 2**32), st.text("ab\"'\\\n[]{}=.#, 1", max_size=12))
def test_lines_of_any_text_that_is_toml(seed: int, noise: str) -> None:
    lines = BOOKS[seed % len(BOOKS)].read_text("utf-8").splitlines()
    where = seed % len(lines)
    text = "\n".join([*lines[:where], noise, *lines[where:]])
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    from turnout._toml import _Lines

    assert set(paths_of(tree)) == set(_Lines(text).found)
