"""Ledgers: what is appended stands, wherever it is kept; and anyone can check the hashes."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to
from turnout import _core

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)

BOOK = """
format = "turnout-rulebook/1"
name = "street"
version = "1"

[[rules]]
id = "service"
rate = 1
"""

needs_sqlite = pytest.mark.skipif(not _core.has_sqlite, reason="skipped: built without SQLite")
KEEPERS = [
    pytest.param("memory", id="memory"),
    pytest.param("street.jsonl", id="file"),
    pytest.param("street.db", id="sqlite", marks=needs_sqlite),
]

Open = "Callable[..., to.Ledger]"


@pytest.fixture(params=KEEPERS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> to.Ledger:
    if request.param == "memory":
        return to.Ledger.in_memory("Asia/Shanghai")
    return to.Ledger.open(tmp_path / request.param, zone="Asia/Shanghai")


@pytest.fixture
def services() -> dict[str, list[Any]]:
    return {
        "service_id": ["S1", "S2"],
        "member_id": ["M1", "M2"],
        "start": ["2026-03-01 09:00", "2026-03-02 09:00"],
        "hours": [2.0, None],
        "end": [None, "2026-03-02 10:30"],
        "weather": ["rain", "统"],
    }


ROSTER = {"member_id": ["M1", "M2", "M3"], "community": ["East", "West", "West"]}


def test_append_and_replay(ledger: to.Ledger, services: dict[str, list[Any]]) -> None:
    assert len(ledger) == 0
    assert ledger.zone == "Asia/Shanghai"
    head = ledger.append(services, members=ROSTER, by="office", at=NOON)
    assert head == ledger.head
    assert len(ledger) == head.number == 5
    events = {"event_id": ["E1"], "account": ["M1"], "kind": ["quiz"], "at": ["2026-03-05"]}
    ledger.append(events=events, by="office", at="2026-07-02 09:00")
    assert ledger.services["service_id"].tolist() == ["S1", "S2"]
    assert ledger.services["weather"].tolist() == ["rain", "统"]
    assert ledger.services["hours"].tolist()[0] == "2"
    assert ledger.events["kind"].tolist() == ["quiz"]
    assert ledger.members["member_id"].tolist() == ["M1", "M2", "M3"]
    assert len(ledger.opening) == len(ledger.postings) == 0
    verdict = ledger.verify(head)
    assert verdict
    assert verdict.records == 6
    assert ledger.verify(str(ledger.head))
    assert not ledger.verify((5, "0" * 64))
    assert "5" in ledger.verify((5, "0" * 64)).finding
    assert not ledger.verify((99, head.hash))


def test_a_bad_batch_leaves_no_trace(ledger: to.Ledger, services: dict[str, list[Any]]) -> None:
    ledger.append(services, members=ROSTER, by="office", at=NOON)
    before = list(ledger.records())
    again = {
        "service_id": ["S9", "S1", "S3"],
        "member_id": ["M1", "M1", "M7"],
        "start": ["2026-03-01 09:00"] * 3,
        "hours": [1, 1, -1],
    }
    with pytest.raises(to.InputError) as caught:
        ledger.append(again, by="office", at=NOON)
    assert [(r["table"], r["row"], r["column"], r["code"]) for r in caught.value.records] == [
        ("services", 1, "service_id", "duplicate_id"),
        ("services", 2, "member_id", "unknown_member"),
        ("services", 2, "hours", "bad_hours"),
    ]
    assert list(ledger.records()) == before
    with pytest.raises(to.InputError, match="appended later"):
        ledger.append(by="office", at="2026-06-30")
    with pytest.raises(to.InputError, match="who appends"):
        ledger.append(by="", at=NOON)


def test_what_stands_is_taken_back_by_a_row(
    ledger: to.Ledger, services: dict[str, list[Any]]
) -> None:
    book = to.Rulebook(_tree())
    ledger.append(services, by="office", at=NOON)
    assert book.score(ledger, period="2026H1").frame["points"].sum() == 2
    taken = {
        "service_id": ["R1"],
        "member_id": ["M1"],
        "start": ["2026-04-01"],
        "reverses": ["S1"],
    }
    ledger.append(taken, by="office", at=NOON + datetime.timedelta(days=1))
    assert book.score(ledger, period="2026H1").frame["points"].sum() == 1
    for when in (2, "2026-07-01", NOON):
        assert book.score(ledger.as_of(when), period="2026H1").frame["points"].sum() == 2
    assert len(ledger.as_of(0).services) == 0
    with pytest.raises(to.InputError, match="taken back already"):
        ledger.append(
            taken | {"service_id": ["R2"]}, by="office", at=NOON + datetime.timedelta(days=2)
        )


def _tree() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(BOOK)


def test_score_takes_all_that_a_ledger_holds(
    ledger: to.Ledger, services: dict[str, list[Any]]
) -> None:
    ledger.append(services, members=ROSTER, by="office", at=NOON)
    frame = to.Rulebook(_tree()).score(ledger, period="2026H1").frame
    assert frame["member_id"].tolist() == ["M1", "M2", "M3"]


def test_anyone_can_check_the_hashes(tmp_path: Path, services: dict[str, list[Any]]) -> None:
    """With nothing but a standard library, as docs/ledger.md says."""
    path = tmp_path / "street.jsonl"
    services["weather"][0] = '\x01 "quoted" \\ \n\t\x7f é'
    with to.Ledger.open(path, zone="Asia/Shanghai") as ledger:
        ledger.append(services, members=ROSTER, by='the "office"', at=NOON)
        ledger.append({**services, "service_id": ["S3", "S4"]}, by="office", at=NOON)
        head = ledger.head
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    known = hashlib.sha256(first.encode()).hexdigest()
    for line in lines:
        record = json.loads(line)
        told = record.pop("hash")
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        known = hashlib.sha256(f"{known}\n{text}".encode()).hexdigest()
        assert known == told
    assert (len(lines), known) == head


@needs_sqlite
def test_all_keepers_keep_the_same(tmp_path: Path, services: dict[str, list[Any]]) -> None:
    kept = [
        to.Ledger.in_memory(),
        to.Ledger.open(tmp_path / "a.db"),
        to.Ledger.open(tmp_path / "a.jsonl"),
        to.Ledger.open(tmp_path / "a.sqlite3"),
    ]
    for ledger in kept:
        ledger.append(services, members=ROSTER, by="office", at=NOON)
    assert len({ledger.head for ledger in kept}) == 1
    assert all(list(ledger.records()) == list(kept[0].records()) for ledger in kept)


def test_opening(tmp_path: Path) -> None:
    path = tmp_path / "street.jsonl"
    with pytest.raises(to.InputError, match="no such file"):
        to.Ledger.open(path, access="append")
    to.Ledger.open(path, access="create_new").close()
    with pytest.raises(to.InputError, match="already"):
        to.Ledger.open(path, access="create_new")
    with pytest.raises(to.InputError, match="zone UTC"):
        to.Ledger.open(path, zone="Asia/Shanghai")
    with pytest.raises(to.InputError, match="`access`"):
        to.Ledger.open(path, access="w")  # type: ignore[arg-type]
    with pytest.raises(to.InputError, match="`wait`"):
        to.Ledger.open(path, wait=-1)
    first = to.Ledger.open(path)
    with pytest.raises(to.InputError, match="another program"):
        to.Ledger.open(path, wait=0)
    reader = to.Ledger.open(path, access="read")
    with pytest.raises(to.InputError, match="opened to be read"):
        reader.append(by="office", at=NOON)
    first.close()
    with pytest.raises(to.InputError, match="was closed"):
        first.append(by="office", at=NOON)
    (tmp_path / "no.jsonl").write_text("hello\n")
    with pytest.raises(to.InputError, match="no ledger"):
        to.Ledger.open(tmp_path / "no.jsonl")
    if not _core.has_sqlite:
        with pytest.raises(to.InputError, match="libsqlite3-dev"):
            to.Ledger.open(tmp_path / "no.db")


def test_threads_take_turns(ledger: to.Ledger) -> None:
    def work(name: int) -> None:
        for i in range(20):
            ledger.append(
                {
                    "service_id": [f"{name}-{i}"],
                    "member_id": ["M1"],
                    "start": ["2026-03-01"],
                    "hours": [1],
                },
                by=str(name),
                at=NOON,
            )

    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger) == 60
    assert ledger.verify()


CHILD = """
import sys, turnout as to
with to.Ledger.open(sys.argv[1]) as ledger:
    for i in range(1_000_000):
        n = len(ledger)
        rows = range(n, n + i % 40 + 1)
        ledger.append({"service_id": [f"S{k}" for k in rows], "member_id": ["M1"] * len(rows),
                       "start": ["2026-03-01"] * len(rows), "hours": [1] * len(rows)},
                      by="child", at="2026-07-01")
        print(ledger.head, flush=True)
"""


@pytest.mark.parametrize("name", ["street.jsonl", pytest.param("street.db", marks=needs_sqlite)])
def test_killed_in_the_middle_of_an_append(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    for acknowledged in (1, 3, 6):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        head = ""
        for _ in range(acknowledged):
            head = child.stdout.readline().strip()
        os.kill(child.pid, signal.SIGKILL)
        rest = child.stdout.read().splitlines()
        child.wait()
        child.stdout.close()
        whole = [line for line in rest if len(line.partition(":")[2]) == 64]
        with to.Ledger.open(path, access="append") as ledger:
            assert ledger.verify(whole[-1] if whole else head)
            assert ledger.services["service_id"].tolist() == [f"S{k}" for k in range(len(ledger))]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "turnout.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
        cwd=cwd,
    )


@pytest.mark.parametrize("name", ["street.jsonl", pytest.param("street.db", marks=needs_sqlite)])
def test_command_line(
    name: str,
    tmp_path: Path,
    services: dict[str, list[Any]],
    write_csv: Callable[[str, dict[str, list[Any]]], str],
) -> None:
    given, roster = write_csv("services.csv", services), write_csv("members.csv", ROSTER)
    book = tmp_path / "street.toml"
    book.write_text(BOOK)
    path = tmp_path / name
    done = run("ledger", "append", path, "--services", given, "--by", "office")
    assert done.returncode == 2
    assert "no such file" in done.stderr
    assert run("ledger", "init", path, "--zone", "Asia/Shanghai").returncode == 0
    assert run("ledger", "init", path).returncode == 2
    done = run("ledger", "append", path, "--services", given, "--members", roster, "--by", "office")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("5 records appended; head 5:")
    head = done.stdout.split()[-1]
    done = run("ledger", "append", path, "--services", given, "--by", "office")
    assert done.returncode == 2
    assert done.stderr.count("listed twice") == 2
    done = run("ledger", "verify", path, "--head", head)
    assert (done.returncode, done.stdout) == (0, f"5 records fit; head {head}\n")
    done = run("ledger", "verify", path, "--head", head[:-1] + ("0" if head[-1] != "0" else "1"))
    assert done.returncode == 1
    assert run("ledger", "verify", path, "--head", "soon").returncode == 2

    assert run("ledger", "export", path, "--out", tmp_path / "out").returncode == 0
    assert (tmp_path / "out" / "services.csv").read_text() == (
        "service_id,member_id,start,end,hours,weather\n"
        "S1,M1,2026-03-01 09:00,,2.0,rain\n"
        "S2,M2,2026-03-02 09:00,2026-03-02 10:30,,统\n"
    )
    copy = tmp_path / "out" / "records.jsonl"
    assert str(to.Ledger.open(copy, access="read").head) == head

    done = run(
        "points", path, "--rulebook", book, "--period", "2026H1", "--out", tmp_path / "notice"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 of 3 members have points" in done.stdout
    csv = tmp_path / "csv"
    arguments = ("--rulebook", book, "--period", "2026H1", "--zone", "Asia/Shanghai")
    assert run("points", given, "--members", roster, *arguments, "--out", csv).returncode == 0
    for file in csv.iterdir():
        assert (tmp_path / "notice" / file.name).read_bytes() == file.read_bytes(), file.name
