"""The progress bar: on a terminal, on stderr, gone when the run ends. See docs/decisions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from tqdm import tqdm

STAGES = {
    "candidates": "Finding who could come",
    "network": "Laying out the problem",
    "flow": "Planning",
    "repair": "Repairing",
    "bound": "Proving",
    "reasons": "Finding reasons",
    "seats": "Counting seats",
}


class Bar:
    """Shows the dicts that `progress` gets as one bar a stage."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._stage = ""

    @property
    def callback(self) -> Callable[[dict[str, Any]], None] | None:
        """What to hand over as `progress`; nothing where stderr is no terminal."""
        return self._show if sys.stderr is not None and sys.stderr.isatty() else None

    def _show(self, progress: dict[str, Any]) -> None:
        from tqdm import tqdm

        stage = progress["stage"]
        if self._bar is None or stage != self._stage:
            self._close()
            self._stage = stage
            self._bar = tqdm(
                total=100,
                desc=STAGES.get(stage, stage),
                leave=False,
                bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}{postfix}",
                file=sys.stderr,
            )
        if progress["done"] is not None:
            self._bar.n = round(100 * min(1.0, progress["done"]))
        if progress["objective"] is not None and progress["bound"] is not None:
            short = (progress["objective"] - progress["bound"]) / 1000
            self._bar.set_postfix_str(f"gap {short:,.1f} km", refresh=False)
        self._bar.refresh()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
