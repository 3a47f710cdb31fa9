"""Reports: ledgers, the person's file, letters to units, the daily table, in every face."""

from __future__ import annotations

import csv
import importlib.util
import io
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = '</td><script>boom()</script><img src="http://example.org/x.png" onerror="boom()">'

Columns = dict[str, list[Any]]

BOOK = to.Rulebook(
    {
        "format": "turnout-rulebook/1",
        "name": "test",
        "languages": ["en", "zh"],
        "title": {"en": "Card of points", "zh": "积分卡"},
        "rules": [{"id": "service", "rate": 1, "gates": {"confirmed": True}}],
        "ladders": [
            {
                "id": "tier",
                "measure": "earned",
                "span": "period",
                "bands": [{"id": "good", "title": {"en": "good", "zh": "合格"}, "from": 1}],
            }
        ],
    }
)


def _members() -> Columns:
    return {
        "member_id": ["M00001", "M00002", "M00003"],
        "name": ["Zhang San", HOSTILE, "李四"],
        "community": ["Amber Gate/West/Block 3", "Amber Gate/East", "Bell Field"],
        "unit": ["Clinic", "Clinic", HOSTILE],
        "from": ["2026-03-01", None, "2026-03-02"],
        "lat": [30.125, 30.25, 30.5],
        "lon": [124.125, 124.25, 124.5],
    }


def _needs() -> Columns:
    return {
        "need_id": ["N1", "N2"],
        "title": ["Reading to elders", HOSTILE],
        "kind": ["wish", "call-out"],
        "community": ["Amber Gate/West", "Bell Field"],
        "start": ["2026-03-02 09:00", "2026-03-03 19:00"],
        "end": ["2026-03-02 10:00", "2026-03-03 21:00"],
        "seats": [2, 5],
        "posted_at": ["2026-03-01 20:00", "2026-03-03"],
        "beneficiary": ["Mrs. Qian", None],
    }


def _services() -> Columns:
    return {
        "service_id": ["S1", "S2", "S3", "S4"],
        "member_id": ["M00001", "M00002", "M00003", "M00001"],
        "need_id": ["N1", "N1", None, None],
        "start": ["2026-03-02 09:00", "2026-03-02 09:00", "2026-03-02 23:30", "2026-03-03 08:00"],
        "hours": [1.0, 1.0, 1.5, 0.25],
        "confirmed_by": ["M00009", "M00009", "M00009", None],
        "rating": [5, 4, None, None],
        "reached": [3, None, None, None],
        "note": [HOSTILE, None, None, None],
    }


def _reports(shuffle: random.Random | None = None) -> dict[str, to.Report]:
    members, needs, services = _members(), _needs(), _services()
    if shuffle is not None:
        for table in (members, needs, services):
            order = list(range(len(next(iter(table.values())))))
            shuffle.shuffle(order)
            for name, column in table.items():
                table[name] = [column[i] for i in order]
    standing = BOOK.score(services, members, period="2026", zone="Asia/Shanghai")
    zone = "Asia/Shanghai"
    return {
        "ledgers": to.three_ledgers(members, needs, services, period="2026", zone=zone),
        "person": to.person_file(standing, "M00001", members, services, needs=needs),
        "units": to.unit_feedback(standing, members, services, needs=needs),
        "daily": to.daily_table(members, needs, services, period="2026-03", levels=0, zone=zone),
    }


def _rows(frame: Any) -> list[dict[str, Any]]:
    names = list(frame)
    return [
        dict(zip(names, row, strict=True))
        for row in zip(*(list(frame[name]) for name in names), strict=True)
    ]


def _one(frame: Any, **key: Any) -> dict[str, Any]:
    (row,) = [r for r in _rows(frame) if all(r[name] == value for name, value in key.items())]
    return row


def test_ledgers_add_up_over_the_branches() -> None:
    frames = _reports()["ledgers"].frames
    assert list(frames) == ["members", "needs", "services", "branches"]
    assert len(_rows(frames["services"])) == 4
    need = _one(frames["needs"], need_id="N1")
    assert (need["people"], need["short_by"], need["rating"]) == (2, 0, 4.5)
    top = _one(frames["branches"], level=0, part="all")
    assert (top["members"], top["services"], top["hours"], top["reached"]) == (3, 4, 3.75, 3)
    sums: dict[str, float] = defaultdict(float)
    for row in _rows(frames["branches"]):
        if row["level"] == 1 and row["part"] == "all":
            for name in ("members", "needs", "seats", "services", "hours", "reached"):
                sums[name] += row[name]
    for name, value in sums.items():
        assert value == top[name]


def test_file_of_a_person_and_letters() -> None:
    reports = _reports()
    person = reports["person"].frames
    fields = dict(zip(person["person"]["field"], person["person"]["value"], strict=True))
    assert fields["name"] == "Zhang San"
    assert "lat" not in fields
    assert [row["points"] for row in _rows(person["services"])] == [1.0, 0.0]
    assert [row["reason"] for row in _rows(person["services"])][1] == "not_confirmed"
    clinic = _one(reports["units"].frames["units"], unit="Clinic")
    assert (clinic["members"], clinic["served"], clinic["services"]) == (2, 2, 2)
    assert (clinic["points"], clinic["rating"]) == (2.0, 4.5)


def test_daily_table() -> None:
    frames = _reports()["daily"].frames
    day = _one(frames["days"], day="2026-03-02", level=0, part="all")
    assert (day["reported"], day["posted"], day["needs"], day["services"]) == (1, 0, 1, 3)
    assert (day["people"], day["hours"]) == (3, 3.5)
    assert _one(frames["reported"], member_id="M00003")["day"] == "2026-03-02"
    assert _one(frames["needs"], need_id="N1")["day"] == "2026-03-01"


def test_files_are_the_same_in_any_order_of_rows(tmp_path: Path) -> None:
    random_order = random.Random(7)
    for name, report in _reports().items():
        report.write(tmp_path / name, language="zh")
        for attempt in range(3):
            other = tmp_path / f"{name}-{attempt}"
            _reports(random_order)[name].write(other, language="zh")
            for path in (tmp_path / name).iterdir():
                assert path.read_bytes() == (other / path.name).read_bytes(), path.name


def test_csv_says_what_the_frames_say(tmp_path: Path) -> None:
    for name, report in _reports().items():
        report.write(tmp_path / name)
        for table, frame in report.frames.items():
            text = (tmp_path / name / f"{table}.csv").read_text(encoding="utf-8")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert len(rows) == len(_rows(frame)), table
            assert list(rows[0]) == list(frame), table


def test_names_are_masked_in_all_files(tmp_path: Path) -> None:
    for name, report in _reports().items():
        report.write(tmp_path / name, mask_names=True)
        for path in (tmp_path / name).iterdir():
            text = path.read_text(encoding="utf-8")
            for part in ("Zhang San", "李四", "Qian", "M0000"):
                assert part not in text, (path.name, part)


def test_other_tables_and_branches_are_refused() -> None:
    standing = BOOK.score(_services(), _members(), period="2026")
    with pytest.raises(to.InputError, match="lacks"):
        to.person_file(standing, "M00001", _members(), {n: c[1:] for n, c in _services().items()})
    with pytest.raises(to.InputError, match="no such member"):
        to.person_file(standing, "M7", _members(), _services())
    with pytest.raises(to.InputError, match="no member belongs to this unit"):
        to.unit_feedback(standing, _members(), _services(), unit="Bank")
    with pytest.raises(to.InputError, match="belongs to this branch"):
        to.three_ledgers(_members(), community="Nowhere")
    with pytest.raises(to.InputError, match="levels"):
        to.daily_table(_members(), levels=-1)
    with pytest.raises(to.InputError, match="language"):
        _reports()["daily"].html("fr")


def test_bad_rows_of_all_tables_come_together() -> None:
    needs, services = _needs(), _services()
    needs["end"][0] = "2026-03-01 10:00"
    services["member_id"][2] = "M9"
    services["rating"][0] = 6
    with pytest.raises(to.InputError) as error:
        to.three_ledgers(_members(), needs, services)
    codes = {record["code"] for record in error.value.records}
    assert codes == {"end_before_start", "unknown_member", "bad_rating"}


@pytest.mark.parametrize("kind", ["ledgers", "daily", "person", "units"])
def test_command_line(kind: str, district: Path, tmp_path: Path) -> None:
    tables = ["--services", district / "services.csv", "--needs", district / "needs.csv"]
    book = tmp_path / "book.toml"
    book.write_text(
        'format = "turnout-rulebook/1"\nname = "b"\n[[rules]]\nid = "s"\nrate = 1\n',
        encoding="utf-8",
    )
    scored = [district / "services.csv", "--members", district / "members.csv"]
    scored += ["--rulebook", book]
    arguments = {
        "ledgers": [district / "members.csv", *tables, "--community", "Amber Gate"],
        "daily": [district / "members.csv", *tables, "--community", "Amber Gate"],
        "person": ["M01894", *scored],
        "units": [*scored, "--unit", "Willow Clinic"],
    }[kind]
    out = tmp_path / "out"
    command = [kind, *arguments, "--period", "2026H1", "--zone", "Asia/Shanghai"]
    command += ["--language", "zh", "--out", out]
    run = subprocess.run(
        [sys.executable, "-m", "turnout.cli", "report", *map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    page = (out / f"{kind}.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert len(list(out.glob("*.csv"))) >= 2


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = Path(__file__).with_name("browser.py")
    spec = importlib.util.spec_from_file_location("turnout_test_browser", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    chromium = module.find_chromium()
    if chromium is None:
        pytest.skip("skipped: no Chromium")
    with module.Browser(chromium) as page:
        yield page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_run_nothing_request_nothing_and_fit_the_paper(
    browser: Any, language: str, tmp_path: Path
) -> None:
    for name, report in _reports().items():
        page = tmp_path / f"{name}.html"
        page.write_text(report.html(language, place=HOSTILE, note=HOSTILE), encoding="utf-8")
        browser.open(page)
        assert browser.complaints() == [], name
        assert browser.requests() == [page.resolve().as_uri()], name
        assert browser.run("document.scripts.length + document.images.length") == 0, name
        assert browser.run("document.documentElement.lang") == (
            "zh-CN" if language == "zh" else "en"
        )
        # A row says its figures under the headings of its table.
        assert browser.run(
            "[...document.querySelectorAll('table')].every(t => [...t.rows].every(r =>"
            " [...r.cells].reduce((n, c) => n + c.colSpan, 0) == t.rows[0].cells.length))"
        ), name
        assert browser.pdf().startswith(b"%PDF"), name
