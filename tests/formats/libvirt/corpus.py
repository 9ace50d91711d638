# vmferry: compares what `vmferry show` says of the libvirt domains of the
# corpus with the documents themselves, with the .vmx that libvirt made them of,
# and with virt-v2v's reading
#
# Usage: corpus.py VMFERRY CORPUS
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import glob
import json
import os
import re
import subprocess
import sys

import domain_xml

# What virt-v2v calls a bus.
BUSES = {"virtio-blk": "virtio", "IDE": "ide", "SCSI": "scsi",
         "virtio-scsi": "scsi", "SATA": "sata"}


def show(vmferry, path):
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def facts_of_machine(machine):
    return {
        "name": machine["identity"]["name"],
        "vcpus": machine["cpu"]["vcpus"],
        "memory": machine["memory"]["size"],
        "macs": [nic["mac"] for nic in machine["nics"] if nic["mac"]],
        "disks": sorted(domain_xml.base(d["backing_name"])
                        for d in machine["disks"]
                        if d["device"] == "disk" and d["backing_name"]),
    }


def check_account(path, machine):
    """The account is the document, no more and no less, and knows it all."""
    wanted = collections.Counter(
        (key, value)
        for key, _, value in domain_xml.leaves(domain_xml.domain_of(path)))
    told = collections.Counter((entry["key"], entry["value"])
                               for entry in machine["account"])
    faults = [f"not in the account: {key}" for key in wanted - told]
    faults += [f"not in the document: {key}" for key in told - wanted]
    for entry in machine["account"]:
        if entry["fate"] == "unknown":
            faults.append(f"{entry['key']}: unknown")
        if entry["fate"] in ("loss", "irrelevant") and not entry["note"]:
            faults.append(f"{entry['key']}: no word on why")
    return faults


def check_facts(path, machine):
    ours = facts_of_machine(machine)
    theirs = domain_xml.facts(domain_xml.domain_of(path))
    return [f"{what} is {ours[what]}, the document has {theirs[what]}"
            for what in ours if ours[what] != theirs[what]]


def identity_of(machine):
    """What libvirt's VMware driver must not change: compared between a .vmx
    and the document that libvirt's tests have for it."""
    identity = machine["identity"]
    return {
        "uuid": re.sub("[^0-9a-f]", "", (identity["bios_uuid"] or "").lower()),
        "genid": identity["genid_high_low"],
        "vcpus": machine["cpu"]["vcpus"],
        "firmware": machine["firmware"]["kind"],
        "macs": [nic["mac"] for nic in machine["nics"]],
        "places": [(d["bus"], d["controller"], d["unit"])
                   for d in machine["disks"] if d["device"] == "disk"],
    }


def check_pair(vmferry, machine, vmx):
    ours, theirs = identity_of(machine), identity_of(show(vmferry, vmx))
    return [f"{what} is {ours[what]}, the .vmx has {theirs[what]}"
            for what in ours if ours[what] != theirs[what]]


def source_of_v2v(text):
    """virt-v2v's --print-source as facts."""
    def one(pattern):
        match = re.search(pattern, text, re.M)
        return match.group(1) if match else None

    return {
        "name": one(r"^ *source name: (.*)$"),
        "memory": int(one(r"^ *memory: (\d+)")),
        "vcpus": int(one(r"^ *nr vCPUs: (\d+)")),
        "model": one(r"^ *CPU model: (\S+)"),
        "topology": one(r"^ *CPU topology: (.*)$"),
        "buses": [BUSES[bus] for bus in
                  re.findall(r"^\t\d+ \[(.*)\]$", text, re.M)],
        "nics": re.findall(r'^\t\S+ "(.*)" mac: (\S+)', text, re.M),
    }


def source_of_machine(machine):
    shape = machine["cpu"]["topology"]
    words = (f"sockets: {shape['sockets']} cores/socket: {shape['cores']} "
             f"threads/core: {shape['threads']}")
    known = machine["cpu"]["cores_per_socket"] is not None
    return {
        "name": machine["identity"]["name"],
        "memory": machine["memory"]["size"],
        "vcpus": machine["cpu"]["vcpus"],
        "model": machine["cpu"]["model"],
        "topology": words if known else None,
        "buses": [d["bus"] for d in machine["disks"] if d["device"] == "disk"],
        "nics": [(n["network"], n["mac"]) for n in machine["nics"]],
    }


def check_v2v(machine, text):
    ours, theirs = source_of_machine(machine), source_of_v2v(text)
    return [f"{what} is {ours[what]}, virt-v2v has {theirs[what]}"
            for what in ours if ours[what] != theirs[what]]


def documents(corpus):
    for pattern in ("libvirt-xml/libvirt-libvirt/xml2vmxdata/*.xml",
                    "libvirt-xml/*/*.xml.in", "vmx/**/*.xml"):
        yield from sorted(glob.glob(os.path.join(corpus, pattern),
                                    recursive=True))


def main(vmferry, corpus):
    faults, read, by_v2v, pairs = [], 0, 0, 0
    for path in documents(corpus):
        machine = show(vmferry, path)
        found = check_account(path, machine) + check_facts(path, machine)
        vmx = path.removesuffix(".xml") + ".vmx"
        if os.path.exists(vmx):
            found += check_pair(vmferry, machine, vmx)
            pairs += 1
        expected = path.removesuffix(".xml.in") + ".expected"
        if os.path.exists(expected):
            with open(expected, encoding="utf-8") as file:
                found += check_v2v(machine, file.read())
                by_v2v += 1
        faults += [f"{path}: {fault}" for fault in found]
        read += 1
    print("\n".join(faults))
    print(f"{read} domains, {pairs} compared with the .vmx beside it, "
          f"{by_v2v} with virt-v2v")
    return 1 if faults or read < 70 or pairs < 70 or not by_v2v else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
