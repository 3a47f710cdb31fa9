"""Options that several doors share, checked before anything runs."""

from __future__ import annotations

import math
from typing import Protocol

from turnout._errors import InputError, input_error


class Stop(Protocol):
    """Something that can say that it is time to stop, such as threading.Event."""

    def is_set(self) -> bool:
        """Whether to stop now."""


def bad_option(name: str, value: object, remedy: str) -> InputError:
    return input_error("", name, value, "bad_value", f"`{name}` cannot be this", remedy)


def check_number(name: str, value: float | None, least: float) -> None:
    if value is None:
        return
    try:
        good = not isinstance(value, str | bool) and float(value) >= least
    except (TypeError, ValueError):
        good = False
    if not good or math.isnan(value):
        raise bad_option(name, value, f"give a number from {least} up")


def check_whole(name: str, value: int | None, *, below: int = 2**63) -> None:
    if value is None and name != "threads":
        return
    good = not isinstance(value, bool) and hasattr(value, "__index__")
    most = 2**31 if name == "threads" else below
    if value is None or not good or not 0 <= value < most:
        raise bad_option(name, value, "give a whole number from 0 up")


def check_running(stop: object, progress: object) -> None:
    if stop is not None and not callable(getattr(stop, "is_set", None)):
        raise bad_option("stop", stop, "give an object with is_set(), such as threading.Event")
    if progress not in (None, True, False) and not callable(progress):
        raise bad_option("progress", progress, "give True or a function of a dict")
