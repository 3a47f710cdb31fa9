"""Data frames to data frames, by hand and with turnout, on the same frames.

python frames.py by-hand|turnout FOLDER WITHIN_KM
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from measuring import measure, report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("way", choices=["by-hand", "turnout"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("within_km", type=float)
    args = parser.parse_args()
    members = pd.read_csv(args.folder / "members.csv")
    needs = pd.read_csv(args.folder / "needs.csv")

    if args.way == "by-hand":
        import by_hand

        def job(_: None) -> tuple[int, int]:
            plan = by_hand.plan(members, needs, args.within_km)
            return plan.objective, len(plan.assignments)
    else:
        import turnout as to

        policy = to.Policy(within_km=args.within_km, max_per_day=None, fairness=0)

        def job(_: None) -> tuple[int, int]:
            plan = to.solve(to.Problem(members, needs, zone="Asia/Shanghai"), policy, threads=1)
            assignments, unfilled = plan.assignments, plan.unfilled
            total = int(assignments["cost"].sum() + unfilled["cost"].sum())
            if not total == plan.objective == plan.bound:
                raise AssertionError("the rows do not add up to the proven objective")
            return total, len(assignments)

    (objective, services), record = measure(lambda: None, job)
    report({**record, "objective": objective, "services": services})


if __name__ == "__main__":
    main()
