"""Plan what Baltimore's residents asked for, with a roster that is made up around them.

    python examples/baltimore.py baltimore_2018.csv plan/

The file has one request a row: id, type, agency, created, due, lat, lon, neighborhood. Each becomes
a need of one hour with one seat, and its type becomes the skill asked. Who could come is not
published, so a roster is drawn: people live around the middle of a neighbourhood's requests, can do
what is asked there, and are free for one shift a day.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = dict[str, str]
ZONE = "America/New_York"
YEAR, MONTH = 2026, 10
DEGREES_PER_KM = 0.009


def need_of(request: Mapping[str, str]) -> Row:
    """One hour at the hour nearest to `created`; the day of the month stays, the month is ours."""
    hour = dt.datetime.fromisoformat(request["created"]) + dt.timedelta(minutes=30)
    start = hour.replace(year=YEAR, month=MONTH, minute=0, second=0)
    return {
        "need_id": f"B{request['id']}",
        "start": f"{start:%Y-%m-%d %H:%M}",
        "end": f"{start + dt.timedelta(hours=1):%Y-%m-%d %H:%M}",
        "lat": request["lat"],
        "lon": request["lon"],
        "seats": "1",
        "skills": request["type"],
        "community": request["neighborhood"],
        "title": request["type"],
    }


def roster_around(needs: Sequence[Row], members: int, seed: int) -> list[Row]:
    """Members near the middle of a community's needs: the more is asked there, the more live there."""
    dice = random.Random(seed)
    near: dict[str, list[Row]] = defaultdict(list)
    for need in needs:
        near[need["community"]].append(need)
    middle = {
        name: tuple(sum(float(n[axis]) for n in rows) / len(rows) for axis in ("lat", "lon"))
        for name, rows in near.items()
    }
    roster = []
    for number in range(1, members + 1):
        community = dice.choice(needs)["community"]
        lat, lon = (at + dice.uniform(-1.5, 1.5) * DEGREES_PER_KM for at in middle[community])
        skills = {dice.choice(near[community])["skills"] for _ in range(4)}
        begin = dice.randrange(24)
        days = dice.choice(["Mon-Fri", "Tue-Sat", "Wed-Sun", "Mon-Sun", "Fri-Sun"])
        roster.append(
            {
                "member_id": f"M{number:05d}",
                "community": community,
                "lat": f"{lat:.5f}",
                "lon": f"{lon:.5f}",
                "skills": "; ".join(sorted(skills)),
                "free": f"{days} {begin:02d}:00-{(begin + 10) % 24:02d}:00",
            }
        )
    return roster


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_tables(requests: Path, out: Path, members: int = 3000, seed: int = 2018) -> None:
    """Writes needs.csv and members.csv into the folder `out`."""
    with requests.open(encoding="utf-8", newline="") as file:
        needs = [need_of(row) for row in csv.DictReader(file)]
    out.mkdir(parents=True, exist_ok=True)
    write_rows(out / "needs.csv", needs)
    write_rows(out / "members.csv", roster_around(needs, members, seed))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("requests", type=Path, help="the city's file of requests")
    parser.add_argument("out", type=Path, help="folder for the tables and the plan")
    parser.add_argument("--members", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=2018)
    arguments = parser.parse_args()

    write_tables(arguments.requests, arguments.out, arguments.members, arguments.seed)

    import turnout as to

    out: Path = arguments.out
    month = to.Problem(str(out / "members.csv"), str(out / "needs.csv"), zone=ZONE)
    plan = to.solve(month, to.Policy(within_km=5))
    print(plan.summary())
    plan.to_html(str(out / "plan.html"))
    print(f"{out / 'plan.html'}: open it in a browser")


if __name__ == "__main__":
    main()
