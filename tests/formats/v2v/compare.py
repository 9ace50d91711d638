# vmferry: compares what `vmferry show` says of the .vmx, .ovf and .ova files of
# the corpus with what the virt-v2v that is installed says
#
# Usage: compare.py VMFERRY CORPUS EMPTY
#
# EMPTY is an empty disk, and its folder is for those of the VMs.  Facts differ
# only as limits.py says, each of whose lines has to be needed.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import concurrent.futures
import json
import os
import subprocess
import sys
import tarfile

import disks
import limits
import print_source

# virt-v2v sleeps a second for each disk.
JOBS = 8
LEAST = 350
TIMEOUT_S = 120


def definitions(corpus):
    for part in ("vmx", "libvirt-xml", "ovf", "ova"):
        for here, _, names in sorted(os.walk(os.path.join(corpus, part))):
            for name in sorted(names):
                if name.lower().endswith((".vmx", ".ovf", ".ova")):
                    yield os.path.join(here, name)


def place(path, folder, empty):
    """Copies PATH with disks, in a folder called "vm", which virt-v2v takes
    for a name.  Returns its new path, and what virt-v2v is to read."""
    os.makedirs(folder)
    if path.endswith(".vmx"):
        target = disks.place_vmx(path, folder, empty)
        return target, ["-i", "vmx", target]
    if path.lower().endswith(".ova"):
        target = os.path.join(folder, "vm.ova")
        os.symlink(path, target)
        return target, ["-i", "ova", target]
    target = disks.place_ovf(path, folder, empty)
    return target, ["-i", "ova", folder]


def text_of(path):
    if path.endswith(".ova"):
        with tarfile.open(path) as archive:
            name = next(member for member in archive.getmembers()
                        if member.name.lower().endswith(".ovf"))
            return archive.extractfile(name).read().decode("utf-8", "replace")
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def ours_of(machine, is_vmx):
    """As virt-v2v counts: the place of a drive is that on its controller."""
    facts = print_source.ours(machine)
    facts["nics"] = [(nic[0], nic[1], limits.MODELS.get(nic[2], nic[2]))
                     for nic in facts["nics"]]
    if not is_vmx:
        facts["removable"] = [(disk["bus"], str(disk["unit"]))
                              for disk in machine["disks"]
                              if disk["device"] == "cdrom"]
    return facts


def say(argv):
    """What the program says, or None where it refuses."""
    try:
        done = subprocess.run(argv, capture_output=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return None
    return (done.stdout.decode("utf-8", "replace") if done.returncode == 0
            else None)


def compare(vmferry, path, folder, empty):
    """(what was done, faults, limits that excused something) of one file."""
    target, argv = place(path, folder, empty)
    shown = say([vmferry, "show", "--json", target])
    told = say(["virt-v2v", *argv, "--print-source"])
    machine = json.loads(shown) if shown else {}
    if "cpu" not in machine or told is None:
        return "only one reads it", [], []
    is_vmx = path.endswith(".vmx")
    ours, theirs = ours_of(machine, is_vmx), print_source.facts(told)
    text, faults, used = text_of(target), [], []
    # virt-v2v 2.2 does not say whether there is secure boot.
    for fact in ours.keys() - {"secure boot"}:
        if ours[fact] == theirs[fact]:
            continue
        reason = limits.find(is_vmx, fact, text, ours[fact], theirs[fact])
        if reason:
            used.append(reason)
        else:
            faults.append(f"{path}: {fact} is {ours[fact]}, virt-v2v has "
                          f"{theirs[fact]}")
    return "compared", faults, used


def main(vmferry, corpus, empty):
    done, faults, used = collections.Counter(), [], collections.Counter()
    work = os.path.dirname(empty)
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        jobs = [pool.submit(compare, vmferry, path,
                            os.path.join(work, str(i), "vm"), empty)
                for i, path in enumerate(definitions(corpus))]
    for job in jobs:
        what, found, excused = job.result()
        done[what] += 1
        faults += found
        used.update(excused)
    faults += limits.unneeded(used)
    for reason, count in sorted(used.items()):
        print(f"{count}: virt-v2v {reason}")
    print("\n".join(faults))
    print(", ".join(f"{count} {what}" for what, count in sorted(done.items())))
    return 1 if faults or done["compared"] < LEAST else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
