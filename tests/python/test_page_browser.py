"""plan.html in a headless browser: it says what the CSV files say, filters act on all of it at
once and live in the address, and it asks for nothing."""

from __future__ import annotations

import csv
import importlib.util
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = '</script><img src="http://example.org/x.png" onerror="boom()">'
KINDS = ["post", "activity", "pairing", "call-out"]
COMMUNITIES = ["East Bank", "Lantern Hill/North", "八角"]


def _browser_module() -> Any:
    """browser.py beside this file; test modules are no package."""
    path = Path(__file__).with_name("browser.py")
    spec = importlib.util.spec_from_file_location("turnout_test_browser", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _members() -> list[dict[str, str]]:
    return [
        {
            "member_id": f"M{i:03}",
            "name": f"Secret {i}",
            "lat": f"{30 + (i * 7 % 50) / 1000:.4f}",
            "lon": f"{124 + (i * 13 % 50) / 1000:.4f}",
            "skills": ["", "medic:2", "driver"][i % 3],
            "community": COMMUNITIES[i % 3],
            "max_services": "3",
        }
        for i in range(60)
    ]


def _needs() -> list[dict[str, str]]:
    needs = []
    for i in range(80):
        day, hour = 1 + i * 5 % 23, 8 + i * 3 % 13
        needs.append(
            {
                "need_id": f"N{i:03}",
                "title": HOSTILE if i == 7 else f"Need number {i}",
                "kind": KINDS[i % 4],
                "start": f"2026-10-{day:02} {hour:02}:00",
                "end": f"2026-10-{day:02} {hour + 1 + i % 2:02}:30",
                "roles": ["2 *", "1 medic; 1 *", "1 driver:3; 2 *"][i % 3],
                "lat": f"{30 + (i * 11 % 50) / 1000:.4f}",
                "lon": f"{124 + (i * 17 % 50) / 1000:.4f}",
                "community": COMMUNITIES[i % 3 if i % 7 else 1],
                "priority": str(1 + i % 5),
                "place": "Hall & yard",
            }
        )
    return needs


@pytest.fixture(scope="module")
def plan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of a small town as files; the role driver:3 can never be filled."""
    folder = tmp_path_factory.mktemp("page")
    members = _write(folder / "members.csv", _members())
    needs = _write(folder / "needs.csv", _needs())
    plan = to.solve(to.Problem(members, needs, zone="Asia/Shanghai"), to.Policy(within_km=9))
    plan.to_csv(folder / "plan", title="Town & country <b>")
    return folder / "plan"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    module = _browser_module()
    path = module.find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no chromium: the page was not looked at")
        pytest.skip("skipped: no chromium")
    with module.Browser(path) as opened:
        yield opened


@pytest.fixture
def page(browser: Any, plan_folder: Path) -> Any:
    browser.resize(1400, 1000)
    browser.dark(on=False)
    browser.open(plan_folder / "plan.html")
    return browser


def _figure(page: Any, name: str) -> int:
    return int(page.run(f"document.getElementById('fig-{name}').dataset.value"))


def _seen(page: Any) -> dict[str, Any]:
    """What every part of the page shows, as numbers and texts."""
    seen: dict[str, Any] = page.run(
        """({
          head: document.getElementById('figures').textContent,
          map: document.getElementById('map').dataset.needs,
          grid: document.getElementById('grid').textContent,
          kinds: document.getElementById('m-kind').textContent,
          communities: document.getElementById('m-community').textContent,
          load: document.getElementById('load').textContent,
          unfilled: document.getElementById('unfilled-table').textContent,
        })"""
    )
    return seen


def test_asks_for_nothing_and_complains_of_nothing(page: Any, plan_folder: Path) -> None:
    assert page.complaints() == []
    assert page.requests() == [(plan_folder / "plan.html").resolve().as_uri()]


def test_policy_forbids_what_a_script_would_try(page: Any) -> None:
    refused = page.run("fetch('data:text/plain,x').then(() => 'allowed', () => 'refused')")
    assert refused == "refused"
    assert page.run("typeof boom") == "undefined"
    assert page.run("document.images.length") == 0


def test_text_stays_text(page: Any, plan_folder: Path) -> None:
    assert page.run("document.getElementById('title').textContent") == "Town & country <b>"
    page.open(plan_folder / "plan.html", "#text=n007")
    assert HOSTILE in page.run("document.getElementById('grid').textContent")
    assert page.run("document.querySelectorAll('img').length") == 0
    assert page.complaints() == []


def test_figures_equal_the_files(page: Any, plan_folder: Path) -> None:
    services = _rows(plan_folder / "assignments.csv")
    gaps = _rows(plan_folder / "unfilled.csv")
    assert _figure(page, "filled") == len(services)
    assert _figure(page, "serving") == len({row["member_id"] for row in services})
    assert _figure(page, "short") == sum(int(row["short_by"]) for row in gaps) > 0
    assert abs(_figure(page, "km") - 1000 * sum(float(row["km"]) for row in services)) < 1
    loads = Counter(int(row["services"]) for row in _rows(plan_folder / "loads.csv"))
    shown = page.run(
        "[...document.querySelectorAll('#load .track')]"
        ".map((track) => [+track.dataset.services, +track.dataset.members])"
    )
    assert {tuple(pair) for pair in shown} == set(loads.items())


def test_coverage_equals_the_file(page: Any, plan_folder: Path) -> None:
    coverage = _rows(plan_folder / "coverage.csv")
    for part, key in (("m-kind", "kind"), ("m-community", "community")):
        wanted: dict[str, list[int]] = {}
        for row in coverage:
            sums = wanted.setdefault(row[key], [0, 0])
            sums[0] += int(row["seats"])
            sums[1] += int(row["filled"])
        shown = page.run(
            f"""Object.fromEntries([...document.querySelectorAll('#{part} tbody tr')].map((row) =>
              [row.querySelector('th').textContent,
               [+row.lastElementChild.dataset.seats, +row.lastElementChild.dataset.filled]]))"""
        )
        assert shown == wanted


def test_unfilled_equals_the_file_and_sorts(page: Any, plan_folder: Path) -> None:
    gaps = _rows(plan_folder / "unfilled.csv")
    lines = "[...document.querySelectorAll('#unfilled-table > tbody > tr')]"
    page.run("document.getElementById('unfilled-more').click()")
    assert page.run(f"{lines}.length") == len(gaps)
    texts = page.run(f"{lines}.map((line) => line.textContent)")
    for gap in gaps:
        assert any(gap["need_id"] in text and gap["message"] in text for text in texts)
    page.run("document.getElementById('sort-need').click()")
    ids = page.run(f"{lines}.map((line) => line.children[1].lastChild.textContent)")
    assert ids == sorted(ids)
    page.run("document.getElementById('sort-need').click()")
    ids = page.run(f"{lines}.map((line) => line.children[1].lastChild.textContent)")
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("name", "value", "passes"),
    [
        ("community", "八角", lambda need: need["community"] == "八角"),
        ("kind", "pairing", lambda need: need["kind"] == "pairing"),
        ("skill", "medic", lambda need: "medic" in need["roles"]),
        ("day", "2026-10-06", lambda need: need["start"].startswith("2026-10-06")),
        ("text", "n01", lambda need: need["need_id"].startswith("N01")),
    ],
)
def test_each_filter_acts_on_every_part_and_on_the_address(
    page: Any, plan_folder: Path, name: str, value: str, passes: Any
) -> None:
    before = _seen(page)
    page.run(
        f"""(() => {{ const control = document.getElementById('f-{name}');
          control.value = {value!r}; control.dispatchEvent(new Event('input')); }})()"""
    )
    after = _seen(page)
    for part, text in before.items():
        assert after[part] != text, f"{part} did not change"
    assert page.run(f"new URLSearchParams(location.hash.slice(1)).get('{name}')") == value

    wanted = {need["need_id"] for need in _needs() if passes(need)}
    services = [r for r in _rows(plan_folder / "assignments.csv") if r["need_id"] in wanted]
    gaps = [r for r in _rows(plan_folder / "unfilled.csv") if r["need_id"] in wanted]
    assert int(after["map"]) == len(wanted)
    assert _figure(page, "filled") == len(services)
    assert _figure(page, "serving") == len({row["member_id"] for row in services})
    assert _figure(page, "short") == sum(int(row["short_by"]) for row in gaps)

    # The address alone brings the same view, and "Show all" brings everything back.
    address = page.run("location.hash")
    page.open(plan_folder / "plan.html", address)
    assert _seen(page) == after
    page.run("document.getElementById('f-clear').click()")
    assert _seen(page) == before
    assert page.run("location.hash.length") <= 1
    assert page.complaints() == []


def test_an_address_that_fits_nothing_shows_nothing(page: Any, plan_folder: Path) -> None:
    page.open(plan_folder / "plan.html", "#community=Nowhere&week=x&day=never&other=1")
    assert _figure(page, "filled") == 0
    assert "No need" in page.run("document.getElementById('grid').textContent")
    assert page.complaints() == []


def test_timetable_shows_every_service_week_by_week(page: Any, plan_folder: Path) -> None:
    """Turning the pages of the weeks, the bars of one kind add up to its needs."""
    page.open(plan_folder / "plan.html", "#kind=pairing")
    seen: set[int] = set()
    for _ in range(6):
        seen |= set(
            page.run("[...document.querySelectorAll('#grid .need')].map((bar) => +bar.dataset.row)")
        )
        if page.run("document.getElementById('w-next').disabled"):
            break
        page.run("document.getElementById('w-next').click()")
    assert len(seen) == sum(need["kind"] == "pairing" for need in _needs())


def test_list_says_who_goes_where_and_no_names(page: Any, plan_folder: Path) -> None:
    page.open(plan_folder / "plan.html", "#day=2026-10-06")
    page.run("document.getElementById('list').open = true")
    page.run("new Promise((done) => setTimeout(done, 50))")
    text = page.run("document.getElementById('list-rows').textContent")
    services = [
        row
        for row in _rows(plan_folder / "assignments.csv")
        if row["start"].startswith("2026-10-06")
    ]
    assert services
    for row in services:
        assert row["member_id"] in text
    assert "Secret" not in (plan_folder / "plan.html").read_text(encoding="utf-8")


def test_keyboard_reaches_the_map_and_the_needs(page: Any) -> None:
    page.run("document.getElementById('map').focus()")
    for key in ("ArrowLeft", "+", "-", "Enter"):
        page.run(
            "document.getElementById('map').dispatchEvent("
            f"new KeyboardEvent('keydown', {{key: {key!r}, bubbles: true}}))"
        )
    assert page.run("document.getElementById('detail').hidden") is False
    assert page.run("document.activeElement.id") == "detail"
    page.run("dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert page.run("document.getElementById('detail').hidden") is True
    assert page.run("document.activeElement.id") == "map"
    unlabelled = page.run(
        """[...document.querySelectorAll('button, select, input, canvas')].filter((node) =>
          !(node.textContent.trim() || node.getAttribute('aria-label') || node.closest('label'))).length"""
    )
    assert unlabelled == 0
    assert page.run("document.documentElement.lang") == "en"


def test_fits_a_telephone(page: Any, plan_folder: Path) -> None:
    page.resize(400, 800)
    page.open(plan_folder / "plan.html")
    assert page.run("document.documentElement.scrollWidth") <= 400
    assert page.run("getComputedStyle(document.getElementById('grid')).display") == "none"
    assert page.run("document.getElementById('list').open") is True


CONTRAST = """(() => {
  const light = (rgb) => { const [r, g, b] = rgb.map((c) => { c /= 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const background = (node) => { for (; node; node = node.parentElement) {
    const c = parse(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const bad = [];
  for (const node of document.querySelectorAll('body *')) {
    if (!node.offsetParent || node.disabled || node.tagName === 'OPTION') continue;
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
    const a = light(parse(getComputedStyle(node).color).slice(0, 3)), b = light(background(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(node.tagName + '.' + node.className + ' ' + ratio.toFixed(2));
  }
  return [...new Set(bad)];
})()"""


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_aa(page: Any, plan_folder: Path, dark: bool) -> None:
    page.dark(on=dark)
    page.open(plan_folder / "plan.html")
    assert page.run(CONTRAST) == []


def test_prints_head_and_timetable_first(page: Any, plan_folder: Path) -> None:
    assert page.pdf().startswith(b"%PDF")
    page.open(plan_folder / "plan.html", "#community=%E5%85%AB%E8%A7%92")
    assert page.pdf().startswith(b"%PDF")
    page.call("Emulation.setEmulatedMedia", media="print")
    page.run("dispatchEvent(new Event('beforeprint'))")
    tops = page.run(
        "['figures', 's-timetable', 's-map', 's-coverage', 's-receipt']"
        ".map((id) => document.getElementById(id).getBoundingClientRect().top)"
    )
    weeks = page.run("document.querySelectorAll('#grid .week').length")
    filters = page.run("getComputedStyle(document.getElementById('filters')).display")
    page.run("dispatchEvent(new Event('afterprint'))")
    page.call("Emulation.setEmulatedMedia", media="")
    assert tops == sorted(tops)
    assert weeks == 4
    assert filters == "none"
    assert page.complaints() == []


def test_a_page_that_leaves_out_detail_still_adds_up(page: Any, plan_folder: Path) -> None:
    assert page.run("JSON.parse(document.getElementById('data').textContent).detail") == "all"
    assert (plan_folder / "plan.html").stat().st_size < 2_000_000
