# vmferry: compares what `vmferry show` says of the .vmx files of the corpus
# with the files themselves, and with what libvirt and virt-v2v say of them
#
# Usage: corpus.py VMFERRY FOLDER
#
# Every line of every file stands in the account, with its value; none is of a
# key that vmferry does not know.  What libvirt's and virt-v2v's test data
# expect of a file holds for vmferry, too, but for what their lists of
# differences name, each with its reason.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import json
import os
import re
import subprocess
import sys

import libvirt_pairs
import print_source

# Files that must be refused, and a word of the reason; all others are read.
REFUSED = {"vmx/fox-it-dissect.hypervisor/encrypted.vmx": "is encrypted"}

# How many files of each origin have to be there, so that a corpus that was
# moved does not pass unseen.
FOLDERS = {"libvirt-xml/libvirt-libvirt": 35,
           "vmx/DrDonk-unlocker": 12,
           "vmx/ManageIQ-manageiq-smartstate": 2,
           "vmx/OpenNebula-one-swap": 1,
           "vmx/fox-it-dissect.hypervisor": 1,
           "vmx/libguestfs-virt-v2v": 4,
           "vmx/libvirt-libvirt": 44,
           "vmx/minsungchu-vmware-ubuntu-22.04": 1,
           "vmx/virt-manager-virt-manager": 2}

CHARSETS = {"windows-949-2000": "cp949", "windows-1252": "cp1252"}

# Keys whose values are not told.
SECRETS = re.compile(r"remotedisplay\.vnc\.(password|key)|encryption.*"
                     r"|datafilekey|guest\.commands\..*|.*sharedsecret.*")


def show(vmferry, path):
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    if done.returncode:
        return None, done.stderr.decode()
    return json.loads(done.stdout), None


def charset_of(data):
    match = re.search(rb'^\s*\.encoding\s*=\s*"([^"]*)"', data, re.M | re.I)
    name = match.group(1).decode() if match else "utf-8"
    return CHARSETS.get(name, name)


def decode(value, charset):
    value = re.sub(rb"\|([0-9A-Fa-f]{2})",
                   lambda match: bytes([int(match.group(1), 16)]), value)
    return value.decode(charset)


def lines_of_file(path):
    """(key in lower case, value) of each line, read without vmferry."""
    with open(path, "rb") as file:
        data = file.read().removeprefix(b"\xef\xbb\xbf")
    charset = charset_of(data)
    lines = []
    for line in data.split(b"\n"):
        match = re.match(rb'\s*([^#\s=][^=]*?)\s*=\s*'
                         rb'(?:"([^"]*)"|([^"\s].*?)?)\s*(?:#.*)?$', line)
        if match:
            value = match.group(2) or match.group(3) or b""
            lines.append((match.group(1).decode().lower(),
                          decode(value, charset)))
        elif line.strip() and not line.lstrip().startswith(b"#"):
            lines.append((line, None))
    return lines


def check_account(path, machine):
    account = machine["account"]
    told = [(e["key"].lower(), e["value"]) for e in account]
    lines = [(key, None if SECRETS.fullmatch(key) else value)
             for key, value in lines_of_file(path)]
    faults = [f"{path}: {line}, the account has {entry}"
              for line, entry in zip(lines, told) if line != entry]
    if len(lines) != len(told):
        faults.append(f"{path}: {len(lines)} lines, {len(told)} entries")
    for entry in account:
        if entry["fate"] in ("loss", "irrelevant") and not entry["note"]:
            faults.append(f"{path}: {entry['key']}: no word on why")
        if entry["fate"] == "unknown":
            faults.append(f"{path}: {entry['key']}: nobody knows this key")
    return faults


class Corpus:
    def __init__(self, vmferry, folder):
        self.vmferry, self.folder = vmferry, folder
        self.faults, self.found = [], {}
        self.pairs = {libvirt_pairs: [set(), 0], print_source: [set(), 0]}

    def compare(self, oracle, path, machine):
        used, _ = self.pairs[oracle]
        self.faults += oracle.compare(path, machine, used)
        self.pairs[oracle][1] += 1

    def check(self, path):
        name = os.path.relpath(path, self.folder)
        origin = "/".join(name.split("/")[:2])
        self.found[origin] = self.found.get(origin, 0) + 1
        machine, error = show(self.vmferry, path)
        word = REFUSED.get(name)
        if machine is None or word:
            if machine or word not in (error or ""):
                self.faults.append(f"{path}: {error or 'is not refused'}")
            return
        self.faults += check_account(path, machine)
        if os.path.exists(path[:-4] + ".expected"):
            self.compare(print_source, path, machine)
        elif libvirt_pairs.xml_of(path):
            self.compare(libvirt_pairs, path, machine)

    def finish(self):
        for oracle, (used, count) in self.pairs.items():
            self.faults += oracle.unneeded(used)
            print(f"{count} compared with {oracle.__name__}, "
                  f"{len(used)} differences have a reason")
        if self.found != FOLDERS:
            self.faults.append(f"files found: {self.found}, not {FOLDERS}")
        print(f"{sum(self.found.values())} files")
        print("\n".join(self.faults))
        return 1 if self.faults else 0


def main(vmferry, folder):
    corpus = Corpus(vmferry, folder)
    for part in ("vmx", "libvirt-xml"):
        for here, _, names in sorted(os.walk(os.path.join(folder, part))):
            for name in sorted(names):
                if name.endswith(".vmx"):
                    corpus.check(os.path.join(here, name))
    return corpus.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
