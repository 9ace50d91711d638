#!/usr/bin/env python3
"""vmferry: prototypes.py HEADER...: names the prototypes without a comment.

A prototype is documented when a comment ends on the line above it.  Prints
FILE:LINE: NAME for each that is not, and exits 1 then.

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import re
import sys

PROTOTYPE = re.compile(
    r"^(?!\s|#|static|typedef|struct[^(]*\{|enum[^(]*\{|VF_|\}|/\*)"
    r"[A-Za-z_][^;{}#]*?\b(\w+) ?\([^;{}]*\)[^;{}]*;", re.M)


def undocumented(path):
    """Yields (line, name) of each prototype without a comment above it."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    # A comment becomes one mark, so that what it says cannot look like code.
    plain = re.sub(r"/\*.*?\*/",
                   lambda m: "\x01" + "\n" * m.group().count("\n"),
                   text, flags=re.S)
    for match in PROTOTYPE.finditer(plain):
        above = plain[:match.start()].rstrip(" \t\n")
        gap = plain[len(above):match.start()]
        end = above.rsplit("\x01", 1)
        commented = len(end) == 2 and not end[1].strip()
        newlines = gap.count("\n")
        if commented:
            newlines -= text_lines_of_last_comment(text, plain, above)
        if not commented or newlines > 1:
            yield plain.count("\n", 0, match.start()) + 1, match.group(1)


def text_lines_of_last_comment(text, plain, above):
    """How many newlines the comment that ends ABOVE has inside it."""
    number = above.count("\x01")
    comments = re.findall(r"/\*.*?\*/", text, flags=re.S)
    assert plain.count("\x01") == len(comments)
    return comments[number - 1].count("\n")


def main():
    bad = 0
    for path in sys.argv[1:]:
        for line, name in undocumented(path):
            print(f"{path}:{line}: {name}")
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
