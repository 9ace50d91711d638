# vmferry: compares what `vmferry show` says of definitions that mkvmcx.py made
# with what these must be, and their accounts with the keys in them
#
# Usage: samples.py VMFERRY FOLDER
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import json
import os
import subprocess
import sys

import keys


def show(vmferry, path):
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def member(value, path):
    """The member of VALUE at "a.0.b"; "*" makes a list of all items'."""
    for i, part in enumerate(path):
        if part == "*":
            return [member(item, path[i + 1:]) for item in value]
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def check_members(path, machine, expect):
    got = {where: member(machine, where.split(".")) for where in expect}
    return [f"{path}: {where} is {got[where]!r}, must be {want!r}"
            for where, want in expect.items() if got[where] != want]


def check_fates(path, machine, fates):
    told = {e["key"]: e["fate"] for e in machine["account"]}
    return [f"{path}: {key} is {told.get(key)}, must be {fate}"
            for key, fate in fates.items() if told.get(key) != fate]


def check_account(path, machine):
    leaves = keys.of_xml(path) if path.endswith("xml") else keys.of_vmcx(path)
    told = collections.Counter((e["key"], e["value"])
                               for e in machine["account"])
    missing = collections.Counter(leaves) - told
    silent = [e["key"] for e in machine["account"]
              if e["fate"] in ("loss", "irrelevant") and not e["note"]]
    return ([f"{path}: not in the account: {key}" for key in missing]
            + [f"{path}: {key}: no word on why" for key in silent])


def main(vmferry, folder):
    faults, count = [], 0
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".json"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            want = json.load(file)
        for ending in ("vmcx", "xml"):
            path = os.path.join(folder, name[:-4] + ending)
            machine = show(vmferry, path)
            faults += check_members(path, machine, want["expect"])
            faults += check_fates(path, machine, want["fates"])
            faults += check_account(path, machine)
            count += 1
    print("\n".join(faults))
    print(f"{count} definitions")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
