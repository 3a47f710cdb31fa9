"""The audit from Python: frames, findings, thresholds, the command line, and a planted history."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to
from turnout import _core

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def services() -> dict[str, list[Any]]:
    """M1 at two places at once; M2 noted twice and confirmed by themselves; M3 as it should be."""
    return {
        "service_id": ["S1", "S2", "S3", "S4", "S5"],
        "member_id": ["M1", "M1", "M2", "M2", "M3"],
        "need_id": ["N1", "N2", "N3", None, "N3"],
        "start": ["2026-03-01 09:00", "2026-03-01 10:30", *["2026-03-02 09:00"] * 3],
        "end": ["2026-03-01 11:00", "2026-03-01 12:00", *["2026-03-02 11:00"] * 3],
        "confirmed_by": ["A1", "A1", "M2", "A1", "A1"],
    }


def test_findings(services: dict[str, list[Any]]) -> None:
    found = to.audit(services)
    assert [f["kind"] for f in found] == ["overlap", "same_twice", "confirmed_by_self"]
    assert len(found) == 3
    assert found.services == 5
    first = found.findings[0]
    assert first["member_ids"] == ["M1"]
    assert first["service_ids"] == ["S1", "S2"]
    assert (first["figure"], first["limit"], first["unit"]) == (1800, 0, "seconds")
    assert first["severity"] == "error"
    assert found.frame["service_ids"].tolist() == ["S1;S2", "S3;S4", "S3"]
    assert len({f["finding_id"] for f in found}) == 3
    assert "3 findings" in repr(found)


def test_nothing_found_is_false(services: dict[str, list[Any]]) -> None:
    one = {name: values[-1:] for name, values in services.items()}
    assert not to.audit(one)
    assert len(to.audit(one).frame["kind"]) == 0


def test_frames_go_out_as_services_came(services: dict[str, list[Any]]) -> None:
    pl = pytest.importorskip("polars")
    assert isinstance(to.audit(pl.DataFrame(services)).frame, pl.DataFrame)
    pd = pytest.importorskip("pandas")
    assert isinstance(to.audit(pd.DataFrame(services)).frame, pd.DataFrame)


def test_thresholds_have_the_names_of_the_header(services: dict[str, list[Any]]) -> None:
    from turnout._audit import AuditThresholds

    assert list(AuditThresholds.__annotations__) == list(_core.audit_thresholds())
    assert "overlap" not in [f["kind"] for f in to.audit(services, overlap_minutes=30)]
    with pytest.raises(TypeError, match="did you mean 'overlap_minutes'"):
        to.audit(services, overlap_minute=5)  # type: ignore[call-arg]
    with pytest.raises(to.InputError, match="from 1 to 24"):
        to.audit(services, day_hours=25)
    with pytest.raises(to.InputError, match="whole number"):
        to.audit(services, day_hours=2.5)  # type: ignore[arg-type]


def test_chinese(services: dict[str, list[Any]]) -> None:
    assert "重叠 30 分钟" in to.audit(services, language="zh").findings[0]["message"]
    with pytest.raises(to.InputError, match="choose en or zh"):
        to.audit(services, language="fr")


def test_bad_rows(services: dict[str, list[Any]]) -> None:
    services["start"][0] = "2026-02-30 09:00"
    with pytest.raises(to.InputError) as error:
        to.audit(services, members={"member_id": ["M1", "M2"]})
    assert error.value.records[0]["code"] == "impossible_date"
    assert error.value.records[1]["code"] == "unknown_member"


def test_a_planted_history() -> None:
    made = _core.history(3, 3000, 15000, 10)
    found = to.audit(
        made["services"], places=made["places"], members=made["members"], zone="Asia/Shanghai"
    )
    truth = made["truth"]
    kinds = truth.values("kind")[0].tolist()
    people = [set(ids.split(";")) for ids in truth.values("member_ids")[0]]
    named = [(f["kind"], set(f["member_ids"])) for f in found]
    hits = sum(
        any(kind == k and who & p for k, p in named)
        for kind, who in zip(kinds, people, strict=True)
    )
    assert len(kinds) == 100
    assert hits >= 95
    guilty = set().union(*people)
    wrong = {m for _, ids in named for m in ids} - guilty
    assert len(wrong) <= 30  # of 3,000 members alone


def test_command_line(services: dict[str, list[Any]], tmp_path: Path, write_csv: Any) -> None:
    path = write_csv("services.csv", services)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "turnout.cli", "audit", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    out = tmp_path / "findings.csv"
    found = run(path, "--out", out)
    assert (found.returncode, found.stderr) == (1, "")
    assert "S1 and S2 overlap by 30 min" in found.stdout
    assert found.stdout.endswith("5 services; 2 errors, 0 warnings, 1 notes\n")
    assert out.read_text(encoding="utf-8").startswith("finding_id,kind,severity,member_ids,")
    clean = write_csv("clean.csv", {name: values[-1:] for name, values in services.items()})
    assert run(clean).returncode == 0
    assert run(path, "--overlap-minutes", 5000).returncode == 2
    assert run(tmp_path / "none.csv").returncode == 2
