# vmferry: corpus.py VMFERRY CORPUS REFUSED: every OVF and OVA of the corpus is
# read, or refused as the list REFUSED says; and what virt-v2v expects of its
# own test files (virt-v2v -i ova --print-source) is what is read.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import json
import os
import re
import subprocess
import sys

def show(vmferry, path):
    return subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True, text=True)


def definitions(corpus):
    for folder in ("ovf", "ova"):
        for where, _, names in os.walk(os.path.join(corpus, folder)):
            for name in sorted(names):
                if name.lower().endswith((".ovf", ".ova", ".xml")):
                    yield os.path.relpath(os.path.join(where, name), corpus)


def read_refused(path):
    with open(path) as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines
                if not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def check_all(vmferry, corpus, refused):
    faults, read = [], 0
    for path in definitions(corpus):
        run = show(vmferry, os.path.join(corpus, path))
        if run.returncode == 0:
            read += 1
            if path in refused:
                faults.append("%s: is read, but listed as refused" % path)
        elif run.returncode != 1 or run.stderr.count("\n") != 1:
            faults.append("%s: status %d: %s" % (path, run.returncode,
                                                 run.stderr))
        elif path not in refused:
            faults.append("%s: refused: %s" % (path, run.stderr.strip()))
        elif refused[path] not in run.stderr:
            faults.append("%s: says: %s" % (path, run.stderr.strip()))
    print("%d read, %d refused" % (read, len(refused)))
    return faults


def expected_of(path):
    """What a text of --print-source says, as far as both say it."""
    with open(path) as lines:
        text = lines.read()

    def field(name):
        return re.search(r"^ *%s: *(.*)$" % name, text, re.M).group(1)

    def block(name):
        found = re.search(r"^%s:\n((?:\t.*\n)*)" % name, text, re.M)
        return found.group(1).split("\n\t") if found else []

    disks = [re.search(r"\[(\w+)\]", line).group(1) for line in block("disks")]
    nics = [re.search(r'Bridge "(.*)" \[(\w+)\]', line).groups()
            for line in block("NICs")]
    cds = [re.search(r"\[(\w+)\] in slot (\d+)", line).groups()
           for line in block("removable media")]
    return {"name": field("source name"),
            "memory": int(field("memory").split()[0]),
            "vcpus": int(field("nr vCPUs")),
            "firmware": {"uefi": "efi"}.get(field("firmware"),
                                            field("firmware")),
            "disks": disks, "nics": nics,
            "cds": [(bus, int(slot)) for bus, slot in cds]}


def ours(machine):
    def kind(name):
        return [d for d in machine["disks"] if d["device"] == name]

    return {"name": machine["identity"]["name"],
            "memory": machine["memory"]["size"],
            "vcpus": machine["cpu"]["vcpus"],
            "firmware": machine["firmware"]["kind"],
            "disks": [d["bus"] for d in kind("disk")],
            "nics": [(n["network"], n["model"]) for n in machine["nics"]],
            "cds": [(d["bus"], d["unit"]) for d in kind("cdrom")]}


def check_expected(vmferry, corpus):
    faults, folder = [], os.path.join(corpus, "ovf/libguestfs-virt-v2v")
    names = [n for n in os.listdir(folder)
             if re.match(r"test-i-ova-.*\.expected2?$", n)]
    for name in sorted(names):
        ovf = re.sub(r"\.expected2?$", ".ovf", name)
        expected = expected_of(os.path.join(folder, name))
        run = show(vmferry, os.path.join(folder, ovf))
        if run.returncode:
            faults.append("%s: %s" % (ovf, run.stderr.strip()))
            continue
        got = ours(json.loads(run.stdout))
        faults += ["%s: %s: virt-v2v expects %s, we have %s"
                   % (name, key, expected[key], got[key])
                   for key in expected
                   if expected[key] != got[key]]
    print("%d expectations of virt-v2v" % len(names))
    return faults if names else ["no expectations"]


def main():
    vmferry, corpus, refused = sys.argv[1:]
    faults = check_all(vmferry, corpus, read_refused(refused))
    faults += check_expected(vmferry, corpus)
    for fault in faults:
        print(fault)
    return bool(faults)


sys.exit(main())
