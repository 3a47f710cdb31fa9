"""TOML files: the tree that Python's reader gives, and on which line each key stands."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from turnout import _core
from turnout._errors import InputError, input_error


def read_toml(path: str) -> dict[str, Any]:
    """A TOML file; what is wrong with it as an InputError with its line."""
    return read_toml_lines(path)[0]


def read_toml_lines(path: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The same with the lines of its keys: "rules[1].caps.day" and the like, counted from 1."""
    raw = _core.read_file(path)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise input_error(
            path, "", None, "not_utf8", "this file is not UTF-8", "save it as UTF-8"
        ) from error
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _not_toml(path, str(error)) from error
    return tree, _Lines(text).found


def _not_toml(path: str, message: str) -> InputError:
    found = re.search(r" \(at line (\d+), column \d+\)$", message)
    line = int(found[1]) if found else None
    if found:
        message = message[: found.start()]
    remedy = "write it as TOML 1.0; see docs/rulebooks.md"
    where = f"{path}, line {line}" if line else path
    record = {
        "table": path,
        "row": line,
        "column": "",
        "value": "",
        "code": "bad_toml",
        "message": message,
        "remedy": remedy,
    }
    return InputError(f"{where}: {message}; {remedy}", [record])


class _Lines:
    """The lines of all keys and array items of a text that is known to be TOML."""

    _blank = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
    _bare = re.compile(r"[A-Za-z0-9_-]+")
    _strings = tuple(
        re.compile(pattern, re.DOTALL)
        for pattern in (
            r'"""(?:\\.|[^\\])*?"""(?!")',
            r"'''.*?'''(?!')",
            r'"(?:\\.|[^"\\])*"',
            r"'[^']*'",
        )
    )
    _plain = re.compile(r"[^,\]}#\n]*")

    def __init__(self, text: str) -> None:
        self.found: dict[str, int] = {}
        self._text = text
        self._line, self._counted = 1, 0  # the line at position _counted
        self._items: dict[str, int] = {}  # [[tables]] so far, by path
        table, at = "", self._skip(0)
        while at < len(text):
            if text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(at, table)
            at = self._skip(at)

    def _skip(self, at: int) -> int:
        found = self._blank.match(self._text, at)
        return found.end() if found else at

    def _note(self, path: str, at: int) -> None:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        self.found.setdefault(path, self._line)

    def _header(self, at: int) -> tuple[str, int]:
        many = self._text.startswith("[[", at)
        keys, end = self._keys(at + 1 + many)
        path = ""
        for i, key in enumerate(keys):
            path = _join(path, key)
            self._note(path, at)
            if many and i + 1 == len(keys):
                self._items[path] = self._items.get(path, 0) + 1
            if path in self._items:
                path += f"[{self._items[path]}]"
                self._note(path, at)
        return path, self._text.index("]", end) + 1 + many

    def _pair(self, at: int, table: str) -> int:
        keys, end = self._keys(at)
        path = table
        for key in keys:
            path = _join(path, key)
            self._note(path, at)
        return self._value(self._skip(self._text.index("=", end) + 1), path)

    def _keys(self, at: int) -> tuple[list[str], int]:
        """a.b."c d": the keys, and the position behind them."""
        keys = []
        while True:
            at = self._skip(at)
            if self._text[at] in "\"'":
                end = self._string(at)
                raw = self._text[at:end]
                keys.append(raw[1:-1] if raw[0] == "'" else tomllib.loads(f"k = {raw}")["k"])
            else:
                found = self._bare.match(self._text, at)
                end = found.end() if found else at + 1
                keys.append(self._text[at:end])
            at = self._skip(end)
            if self._text[at] != ".":
                return keys, end
            at += 1

    def _string(self, at: int) -> int:
        for pattern in self._strings:
            if found := pattern.match(self._text, at):
                return found.end()
        return len(self._text)

    def _value(self, at: int, path: str) -> int:
        text = self._text
        if text[at] in "\"'":
            return self._string(at)
        if text[at] == "[":
            return self._array(at + 1, path)
        if text[at] == "{":
            return self._table(at + 1, path)
        found = self._plain.match(text, at)
        return max(found.end() if found else at, at + 1)

    def _array(self, at: int, path: str) -> int:
        count = 0
        while True:
            at = self._skip(at)
            if self._text[at] == "]":
                return at + 1
            if self._text[at] == ",":
                at += 1
                continue
            count += 1
            self._note(f"{path}[{count}]", at)
            at = self._value(at, f"{path}[{count}]")

    def _table(self, at: int, path: str) -> int:
        while True:
            at = self._skip(at)
            if self._text[at] == "}":
                return at + 1
            at = at + 1 if self._text[at] == "," else self._pair(at, path)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
