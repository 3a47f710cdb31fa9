"""Puts the page's skeleton, style and scripts into a C++ header, so that header-only works too.

    python3 src/page/embed.py            writes include/turnout/io/detail/page_template.ipp
    python3 src/page/embed.py --check    exits 1 when the header is not what would be written

The sources stay plain files that an editor understands; the header is committed beside them and
tests/python/test_page_template.py keeps the two equal.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER = HERE.parents[1] / "include" / "turnout" / "io" / "detail" / "page_template.ipp"
SCRIPTS = ["data.js", "filters.js", "head.js", "map.js", "timetable.js", "tables.js", "main.js"]
LONGEST = 12_000  # bytes a literal: compilers need to take no more than 65,536

INTRO = """\
#pragma once
// clang-format off

// Written by src/page/embed.py from the files beside it; edit those, then run it.

#include <array>
#include <string_view>
#include <turnout/config.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

"""
OUTRO = """\
}  // namespace detail
}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
"""


def pieces(text: str) -> list[str]:
    """Cuts the text at line ends into pieces short enough for a literal."""
    parts, part = [], ""
    for line in text.splitlines(keepends=True):
        if len((part + line).encode()) > LONGEST:
            parts.append(part)
            part = ""
        part += line
    return [*parts, part]


def constant(name: str, text: str) -> str:
    if ')page"' in text or "</script" in text.lower() or "</style" in text.lower():
        raise SystemExit(
            f"{name} holds text that would end the literal or the element it stands in"
        )
    parts = pieces(text)
    literals = ",\n".join(f'    R"page({part})page"' for part in parts)
    return (
        f"inline constexpr std::array<std::string_view, {len(parts)}> {name}{{\n{literals}}};\n\n"
    )


def header() -> str:
    def read(name: str) -> str:
        return (HERE / name).read_text(encoding="utf-8")

    script = "'use strict';\n(() => {\n" + "".join(read(name) for name in SCRIPTS) + "})();\n"
    return (
        INTRO
        + constant("page_style", "\n" + read("plan.css"))
        + constant("page_body", read("plan.html"))
        + constant("page_script", "\n" + script)
        + OUTRO
    )


def main() -> int:
    wanted = header()
    if "--check" in sys.argv[1:]:
        same = HEADER.exists() and HEADER.read_text(encoding="utf-8") == wanted
        if not same:
            print(f"{HEADER} is out of date: run python3 src/page/embed.py", file=sys.stderr)
        return 0 if same else 1
    HEADER.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
