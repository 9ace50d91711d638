#!/usr/bin/env python3
"""vmferry: sizes.py DIR: how long files and functions are, per folder.

Prints a table, then each .c file over 600 lines, each function over 90 and
each line over 80 columns, and exits 1 when there is one.  The first two are
far above what is aimed at: 250 and 15.  Needs universal-ctags.

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import json
import os
import statistics
import subprocess
import sys

MAX_FILE = 600
MAX_FUNCTION = 90
MAX_COLUMNS = 80
FOLDERS = ("common", "formats", "convert", "inspect", "drivers", "tools",
           "tests")
ROW = "{:9} {:>6} {:>7} {:>7} {:>10} {:>7} {:>7} {:>6}"


def sources(folder, ending):
    """The files below FOLDER whose names end in ENDING."""
    return sorted(os.path.join(where, name)
                  for where, _, names in os.walk(folder)
                  for name in names if name.endswith(ending))


def wide_lines(paths):
    """Each line that is too wide, as a text."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if len(line.rstrip("\n")) > MAX_COLUMNS:
                    yield (f"{path}:{number}: {len(line) - 1} columns, "
                           f"the limit is {MAX_COLUMNS}")


def functions(paths):
    """(path, name, lines) of every function in PATHS."""
    out = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+ne", "--kinds-C=f",
         "-f", "-", *paths],
        capture_output=True, text=True, check=True).stdout
    for tag in map(json.loads, out.splitlines()):
        if "end" in tag:
            yield tag["path"], tag["name"], tag["end"] - tag["line"] + 1


def measure(folder):
    """Prints FOLDER's row; returns what is over a limit, as texts."""
    paths = sources(folder, ".c")
    if not paths:
        return []
    lengths = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            lengths[path] = sum(1 for _ in file)
    found = list(functions(paths))
    sizes = sorted(lines for _, _, lines in found) or [0]
    print(ROW.format(
        folder, len(paths), f"{statistics.median(lengths.values()):.0f}",
        max(lengths.values()), len(found), f"{statistics.median(sizes):.0f}",
        sizes[-1], f"{sum(n <= 40 for n in sizes) / len(sizes):.0%}"))
    return ([f"{path}: {n} lines, the limit is {MAX_FILE}"
             for path, n in lengths.items() if n > MAX_FILE]
            + [f"{path}: {name}: {n} lines, the limit is {MAX_FUNCTION}"
               for path, name, n in found if n > MAX_FUNCTION]
            + list(wide_lines(paths + sources(folder, ".h"))))


def main():
    os.chdir(sys.argv[1])
    print(ROW.format("folder", "files", "median", "longest", "functions",
                     "median", "longest", "<= 40"))
    over = [text for folder in FOLDERS for text in measure(folder)]
    print("\n".join(over))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
