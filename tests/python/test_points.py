"""Rulebooks, services, standings."""

from __future__ import annotations

import hashlib
import json
import pickle
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import turnout as to

if TYPE_CHECKING:
    from pathlib import Path

BOOK = """
format = "turnout-rulebook/1"
name = "street"
version = "1"

[[rules]]
id = "service"
gates = { confirmed = true }
rate = 1

[[ladders]]
id = "tier"
measure = "services"
span = "period"
bands = [{ id = "qualified", from = 2 }]
"""


@pytest.fixture
def book(tmp_path: Path) -> to.Rulebook:
    path = tmp_path / "street.toml"
    path.write_text(BOOK, encoding="utf-8")
    return to.Rulebook.load(path)


@pytest.fixture
def services() -> dict[str, list[Any]]:
    return {
        "service_id": ["S1", "S2", "S3"],
        "member_id": ["M1", "M1", "M2"],
        "start": ["2026-01-05 09:00", "2026-02-05 09:00", "2026-03-05 09:00"],
        "hours": [1, 2, 3],
        "confirmed_by": ["M2", "M2", None],
    }


def test_a_standing(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    standing = book.score(services, {"member_id": ["M1", "M2", "M3"]}, period="2026H1")
    assert standing.frame["member_id"].tolist() == ["M1", "M2", "M3"]
    assert standing.frame["points"].tolist() == [2, 0, 0]
    assert standing.frame["tier"].tolist() == ["qualified", None, None]
    assert standing.frame["rank"].tolist() == [1, 2, 2]
    assert standing.entries["reason"].tolist() == [None, None, "not_confirmed"]
    assert "S1" in standing.explain("M1")
    assert standing.explain("M1", language="zh") != standing.explain("M1")
    assert standing.period == "2026H1"
    assert book.in_words()


def test_entries_of_one_member(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    pl = pytest.importorskip("polars")
    standing = book.score(
        pl.DataFrame(services), {"member_id": ["M1", "M2", "M3"]}, period="2026H1"
    )
    for member in ("M1", "M2", "M3"):
        assert standing.entries_of(member).equals(
            standing.entries.filter(pl.col("member_id") == member)
        )
    with pytest.raises(to.InputError, match="no such member"):
        standing.entries_of("M4")


def test_entries_have_local_times(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    pd = pytest.importorskip("pandas")
    services["start"][0] = "2026-01-05 09:00:30"
    standing = book.score(pd.DataFrame(services), period="2026H1", zone="Asia/Shanghai")
    assert standing.entries["start"].tolist() == [
        pd.Timestamp("2026-01-05 09:00:30"),
        pd.Timestamp("2026-02-05 09:00"),
        pd.Timestamp("2026-03-05 09:00"),
    ]


def test_frames_go_out_as_services_came(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    pl = pytest.importorskip("polars")
    standing = book.score(pl.DataFrame(services), period="2026H1")
    assert isinstance(standing.frame, pl.DataFrame)
    assert isinstance(standing.entries, pl.DataFrame)


def test_publish(book: to.Rulebook, services: dict[str, list[Any]], tmp_path: Path) -> None:
    standing = book.score(services, period="2026H1")
    standing.publish(tmp_path / "notice", language="zh", mask_names=True)
    assert {p.name for p in (tmp_path / "notice").iterdir()} == {
        "notice.html",
        "notice.json",
        "standing.csv",
        "entries.csv",
    }
    with pytest.raises(to.InputError, match="force"):
        standing.publish(tmp_path / "notice")
    standing.publish(tmp_path / "notice", force=True)


def test_as_of(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    standing = book.score(services, period="2026H1", as_of="2026-01-31")
    assert standing.frame["points"].max() == 1


def test_a_rulebook_pickles_and_compares(book: to.Rulebook) -> None:
    assert pickle.loads(pickle.dumps(book)) == book  # noqa: S301
    assert book.name == "street"


def test_events_count_too(services: dict[str, list[Any]]) -> None:
    book = to.Rulebook(
        {
            "format": "turnout-rulebook/1",
            "name": "x",
            "rules": [{"id": "quiz", "event": "quiz", "rate": 2}],
        }
    )
    events = {
        "event_id": ["E1", "E2"],
        "account": ["M1", "M2"],
        "kind": ["quiz", "log-in"],
        "at": ["2026-01-05 09:00", "2026-01-05 09:00"],
    }
    standing = book.score(services, events=events, period="2026H1")
    assert standing.frame["points"].tolist() == [2, 0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = ", "bad_toml"),
        ("\n\nx = [1,", "bad_toml"),
        ("at = 09:00:00", "not_supported_yet"),
        (BOOK + "\nnonsense = 1", "unknown_key"),
        (BOOK.replace("rate = 1", "rate = 'much'"), None),
    ],
)
def test_bad_rulebooks(tmp_path: Path, text: str, code: str | None) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(to.InputError) as caught:
        to.Rulebook.load(path)
    codes = [r["code"] for r in caught.value.records]
    assert codes
    assert code is None or code in codes
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(to.InputError, match="UTF-8"):
        to.Rulebook.load(path)
    with pytest.raises(to.InputError):
        to.Rulebook.load(tmp_path / "none.toml")


@pytest.mark.parametrize("period", ["2026H3", "", "soon", "2026-02-30/2026-03-01"])
def test_bad_periods(book: to.Rulebook, services: dict[str, list[Any]], period: str) -> None:
    with pytest.raises(to.InputError):
        book.score(services, period=period)


def test_bad_services(book: to.Rulebook, services: dict[str, list[Any]]) -> None:
    services["hours"][0] = -1
    services["service_id"][1] = "S3"
    with pytest.raises(to.InputError) as caught:
        book.score(services, period="2026H1")
    assert {r["column"] for r in caught.value.records} == {"hours", "service_id"}


BANK = """
format = "turnout-rulebook/1"
name = "bank"
period = "half"

[[kinds]]
id = "time"
spend = {}
transfer = {}

[[rules]]
id = "hours"
quantity = "hours"
rate = 1

[[rules]]
id = "quiz"
event = "quiz"
bands = { by = "score", list = [{ from = 60, points = 2 }] }

[[ladders]]
id = "tier"
measure = "earned"
span = "period"
bands = [{ id = "good", from = 3 }]
"""


@pytest.fixture
def bank(tmp_path: Path) -> to.Rulebook:
    path = tmp_path / "bank.toml"
    path.write_text(BANK, encoding="utf-8")
    return to.Rulebook.load(path)


@pytest.fixture
def events() -> dict[str, list[Any]]:
    return {
        "event_id": ["E1", "E2", "E3", "E4"],
        "account": ["M1", "M1", "M2", "M2"],
        "kind": ["quiz", "transfer", "spend", "spend"],
        "at": ["2026-02-01 10:00", "2026-03-06 10:00", "2026-04-01 10:00", "2026-04-02 10:00"],
        "score": [80, None, None, None],
        "quantity": [None, 1, 2, 50],
        "other": [None, "M2", None, None],
    }


def test_events_and_accounts(
    bank: to.Rulebook, services: dict[str, list[Any]], events: dict[str, list[Any]]
) -> None:
    standing = bank.score(services, events=events, period="2026H1")
    frame = pd.DataFrame(standing.frame).set_index("member_id")
    assert frame["points"].to_dict() == {"M1": 5, "M2": 3}
    assert frame["balance_time"].to_dict() == {"M1": 4, "M2": 2}
    refused = pd.DataFrame(standing.ledger).set_index("cause")["refused"]
    assert refused["E4"] == "short_balance"
    assert standing.closes == "2026-07-15"
    assert standing.objections_until == "2026-07-30"
    assert not standing.provisional
    early = bank.score(services, events=events, period="2026H1", as_of="2026-07-01")
    assert early.provisional
    assert "Balance" in standing.explain("M1")
    with pytest.raises(to.InputError, match="E1"):
        bank.score(services, events={**events, "event_id": ["E1"] * 4}, period="2026H1")


def test_dry_run(
    bank: to.Rulebook, book: to.Rulebook, services: dict[str, list[Any]], events: dict[str, Any]
) -> None:
    trial = bank.dry_run(book, services, events=events, period="2026H1")
    changes = pd.DataFrame(trial.changes).set_index("member_id")
    assert changes["change"].to_dict() == {"M1": "falls", "M2": "falls"}
    assert changes["points_after"].to_dict() == {"M1": 2, "M2": 0}
    totals = pd.DataFrame(trial.totals).set_index("what")
    assert list(totals.loc["points"]) == [8, 2]
    assert list(totals.loc["tier.good"]) == [2, 0]
    assert trial.before.period == "2026H1"
    assert sum(trial.after.frame["points"]) == 2


def test_publish_says_what_changed(
    bank: to.Rulebook, services: dict[str, list[Any]], tmp_path: Path
) -> None:
    before = bank.score(services, period="2026H1")
    later = {**services, "start": [s.replace("2026-0", "2026-1") for s in services["start"]]}
    later["start"][2] = "2026-12-05 09:00"
    after = bank.score(later, period="2026H2")
    after.publish(tmp_path / "a", previous=before, mask_names="hidden")
    after.publish(tmp_path / "b", previous=before, mask_names="hidden")
    page = (tmp_path / "a" / "notice.html").read_text(encoding="utf-8")
    assert "Changes since 2026H1" in page
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
    notice = json.loads((tmp_path / "a" / "notice.json").read_text(encoding="utf-8"))
    assert notice["sha256"] in page
    assert notice["objections_until"] == "2027-01-30"
    # As docs/notice.md says it can be checked.
    posted = notice.pop("sha256")
    text = json.dumps(notice, indent=1, ensure_ascii=False) + "\n"
    parts = [(tmp_path / "a" / name).read_bytes() for name in ("standing.csv", "entries.csv")]
    assert hashlib.sha256(b"".join([*parts, text.encode()])).hexdigest() == posted
    with pytest.raises(to.InputError, match="mask_names"):
        after.publish(tmp_path / "c", mask_names="half")
