# vmferry: compares what `vmferry show` says of the .vmx files of the corpus
# with the files themselves, and with libvirt's own reading of them
#
# Usage: corpus.py VMFERRY FOLDER
#
# No key of any file may be missing from the account.  Where libvirt's test
# data has CASE.xml beside CASE.vmx, both readings must agree in vCPUs, memory,
# MAC addresses and the order of disks, but for what ALLOWED says.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

# (case or "*", what): why libvirt 9.0 is not to be followed there.
ALLOWED = {
    ("*", "memory-default"): "libvirt takes 32 MiB where memSize is absent;"
                             " no product does",
}


def show(vmferry, path):
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    if done.returncode:
        return None, done.stderr.decode()
    return json.loads(done.stdout), None


def keys_of_file(path):
    keys = []
    with open(path, "rb") as file:
        for line in file.read().removeprefix(b"\xef\xbb\xbf").split(b"\n"):
            match = re.match(rb"\s*([^#\s=][^=]*?)\s*=", line)
            if match:
                keys.append(match.group(1).decode("ascii").lower())
    return collections.Counter(keys)


def check_account(path, machine):
    told = collections.Counter(e["key"].lower() for e in machine["account"])
    missing = keys_of_file(path) - told
    silent = [e["key"] for e in machine["account"]
              if e["fate"] in ("loss", "irrelevant") and not e["note"]]
    return ([f"{path}: not in the account: {key}" for key in missing]
            + [f"{path}: {key}: no word on why" for key in silent])


def base(name):
    return re.split(r"[/\\]", name)[-1] if name else None


def facts_of_xml(path):
    root = ET.parse(path).getroot()
    memory = root.find("memory")
    assert memory.get("unit", "KiB") == "KiB", path
    disks = [disk.find("source").get("file")
             for disk in root.findall("devices/disk")
             if disk.get("device", "disk") == "disk"
             and disk.find("source") is not None]
    macs = [mac.get("address").lower()
            for mac in root.findall("devices/interface/mac")]
    return {"vcpus": int(root.findtext("vcpu")),
            "memory": int(memory.text) * 1024,
            "macs": sorted(macs),
            "disks": [base(disk) for disk in disks]}


def facts_of_machine(machine):
    return {"vcpus": machine["cpu"]["vcpus"],
            "memory": machine["memory"]["size"],
            "macs": sorted(n["mac"] or "00:00:00:00:00:00"
                           for n in machine["nics"]),
            "disks": [base(d["backing_name"]) for d in machine["disks"]
                      if d["device"] == "disk"]}


def compare(path, machine):
    ours, theirs = facts_of_machine(machine), facts_of_xml(path[:-3] + "xml")
    case = os.path.basename(path)[:-4]
    if ours["memory"] is None and ("*", "memory-default") in ALLOWED:
        ours["memory"] = 32 << 20
    return [f"{path}: {what} is {ours[what]}, libvirt has {theirs[what]}"
            for what in ours
            if ours[what] != theirs[what] and (case, what) not in ALLOWED]


def main(vmferry, folder):
    faults, read, refused, pairs = [], 0, 0, 0
    for here, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(here, name)
            if not name.endswith(".vmx"):
                continue
            machine, error = show(vmferry, path)
            if machine is None:
                refused += 1
                if "encrypted" not in error:
                    faults.append(f"{path}: refused: {error}")
                continue
            read += 1
            faults += check_account(path, machine)
            if os.path.exists(path[:-3] + "xml"):
                pairs += 1
                faults += compare(path, machine)
    print("\n".join(faults))
    print(f"{read} read, {refused} refused, {pairs} compared with libvirt")
    return 1 if faults or read < 60 or pairs < 30 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
