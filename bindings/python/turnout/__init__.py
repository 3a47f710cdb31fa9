"""turnout: a roster and a list of needs become a plan that is provably good."""

from turnout._assign import AssignResult, assign
from turnout._core import Policy, __version__
from turnout._errors import DataWarning, Error, InputError, LimitError, RangeError

__all__ = [
    "AssignResult",
    "DataWarning",
    "Error",
    "InputError",
    "LimitError",
    "Policy",
    "RangeError",
    "__version__",
    "assign",
]
