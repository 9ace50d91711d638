# vmferry: account.py VMFERRY FILE.ovf...: that nothing of an OVF vanishes:
# each field of each item of the hardware that is read, each key of VMware and
# each section is in the account.  The OVF is read by Python's own parser.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import json
import subprocess
import sys
import xml.etree.ElementTree as tree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"


def local(element):
    return element.tag.split("}")[-1]


def section_name(element):
    name = element.get(XSI) if local(element) in ("Section", "Content") else ""
    name = (name or local(element)).split(":")[-1]
    if name == "Content":
        return "VirtualSystem"
    return name[:-5] if name.endswith("_Type") else name


def walk(element):
    """How many texts and attributes of each kind there are below it."""
    counts = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = section_name(child)
        keys = []
        if local(child) in ("Config", "ExtraConfig"):
            keys.append(name)
        else:
            if (child.text or "").strip() or not (len(child) or child.attrib):
                keys.append(name)
            keys += [name + "@" + a.split("}")[-1] for a in child.attrib]
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        if local(child) not in ("Config", "ExtraConfig"):
            for key, count in walk(child).items():
                counts[key] = counts.get(key, 0) + count
    return counts


def last_name(key):
    """The name behind the last slash that is not in brackets."""
    depth, start = 0, 0
    for i, c in enumerate(key):
        depth += (c == "[") - (c == "]")
        if c == "/" and depth <= 0:
            start = i + 1
    tail, out, depth = key[start:], "", 0
    for c in tail:
        depth += c == "["
        if depth == 0:
            out += c
        depth -= c == "]"
    return out


def check(vmferry, path):
    """None when it is refused, else what is missing."""
    run = subprocess.run([vmferry, "show", "--json", path],
                         capture_output=True, text=True)
    if run.returncode:
        return None
    told = json.loads(run.stdout)
    expected = walk(tree.parse(path).getroot())
    missing = set()
    for machine in told.get("machines", [told]):
        found = {}
        for entry in machine["account"]:
            name = last_name(entry["key"])
            found[name] = found.get(name, 0) + 1
        for name, count in expected.items():
            if "[" in name or "/" in name:
                continue
            if found.get(name, 0) < count:
                missing.add("%s: %d of %d" % (name, found.get(name, 0), count))
    return missing


def main():
    bad, read = 0, 0
    for path in sys.argv[2:]:
        try:
            missing = check(sys.argv[1], path)
        except tree.ParseError:
            continue
        read += missing is not None
        for name in sorted(missing or ()):
            print("%s: not in the account: %s" % (path, name))
            bad = 1
    print("%d files: all is in the account" % read if not bad else "")
    return bad or not read


sys.exit(main())
