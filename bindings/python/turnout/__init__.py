"""turnout: a roster and a list of needs become a plan that is provably good.

    import pandas as pd, turnout as to

    week = to.Problem(pd.read_csv("members.csv"), pd.read_csv("needs.csv"))
    plan = to.solve(week, to.Policy(within_km=5), seconds=60)
    print(plan.summary())

`assign` is the second door: your own pairs and costs, solved exactly.
"""

from turnout._assign import AssignResult, assign
from turnout._audit import Audit, audit
from turnout._candidates import candidates
from turnout._check import check
from turnout._core import Policy, __version__
from turnout._errors import DataWarning, Error, InputError, LimitError, RangeError
from turnout._ledger import Ledger, LedgerHead, LedgerVerdict, LedgerView
from turnout._plan import Plan, Verdict, WhyNot, solve, verify, why_not
from turnout._points import DryRun, Rulebook, Standing, rulebook_schema
from turnout._problem import Problem
from turnout._repair import Repair, RepairChange, UsedPair
from turnout._reports import Report, daily_table, person_file, three_ledgers, unit_feedback

__all__ = [
    "AssignResult",
    "Audit",
    "DataWarning",
    "DryRun",
    "Error",
    "InputError",
    "Ledger",
    "LedgerHead",
    "LedgerVerdict",
    "LedgerView",
    "LimitError",
    "Plan",
    "Policy",
    "Problem",
    "RangeError",
    "Repair",
    "RepairChange",
    "Report",
    "Rulebook",
    "Standing",
    "UsedPair",
    "Verdict",
    "WhyNot",
    "__version__",
    "assign",
    "audit",
    "candidates",
    "check",
    "daily_table",
    "person_file",
    "rulebook_schema",
    "solve",
    "three_ledgers",
    "unit_feedback",
    "verify",
    "why_not",
]
