# vmferry: compares what `vmferry show` says of the Hyper-V definitions of the
# corpus with the keys in them, and with what is known of these VMs
#
# Usage: corpus.py VMFERRY FOLDER
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import json
import os
import subprocess
import sys

import keys

SERVERS = "fox-it-dissect.target/loaders/hyperv/"

# What the VMs' owner says of them (dissect's tests), and the rest as Hyper-V's
# manager would show it.
EXPECTED = {
    "fox-it-dissect.hypervisor/test.vmcx": {
        "name": "Other Location", "memory": 1024 << 20,
        "disk": "C:\\Users\\Public\\Documents\\Hyper-V\\Virtual Hard Disks"
                "\\Other Location.vhdx",
        "uuid": "967df1ba-2c00-4998-9f1b-d60bcc0c4b90",
        "serial": "7449-6769-1520-2562-7318-4354-01",
        "genid": "b7ca8a6ab91ab997:147185c9284d42c5"},
    SERVERS + "EC04F346-DB96-4700-AF5B-77B3C56C38BD.vmcx": {
        "name": "Default Generation 1", "memory": 1024 << 20,
        "disk": "C:\\Disks\\Default Generation 1.vhdx",
        "uuid": "9acfcc0c-d25c-4bd1-b968-7bc4a42f1561",
        "serial": "0233-9765-2178-7560-9149-7666-91",
        "genid": "0781c6a1656e2e3d:bc5e580a4d8e9632"},
    SERVERS + "B90AC31B-C6F8-479F-9B91-07B894A6A3F6.xml": {
        "name": "Default Generation 1", "memory": 512 << 20,
        "disk": "C:\\Disks\\Default Generation 1.vhdx",
        "uuid": "5ab19138-bae3-417b-92cf-17eab4346c65",
        "serial": "4426-7762-7333-3842-1348-9329-56",
        "genid": "0edcff9e2d4a44dc:ccac76759d8e37bc"},
}


def show(vmferry, path):
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def facts(machine):
    identity = machine["identity"]
    return {"name": identity["name"], "memory": machine["memory"]["size"],
            "disk": machine["disks"][0]["backing_name"],
            "uuid": identity["bios_uuid"].lower(),
            "serial": identity["smbios"]["serial"],
            "genid": identity["genid_high_low"]}


def check_account(path, machine):
    """Every key with a value is in the account, with that value."""
    leaves = keys.of_xml(path) if path.endswith("xml") else keys.of_vmcx(path)
    told = collections.Counter((e["key"], e["value"])
                               for e in machine["account"])
    missing = collections.Counter(leaves) - told
    silent = [e["key"] for e in machine["account"]
              if e["fate"] in ("loss", "irrelevant") and not e["note"]]
    unknown = [e["key"] for e in machine["account"] if e["fate"] == "unknown"]
    return ([f"{path}: not in the account: {key}" for key in missing]
            + [f"{path}: {key}: no word on why" for key in silent]
            + [f"{path}: {key}: unknown" for key in unknown])


def check(vmferry, folder, name):
    path = os.path.join(folder, name)
    machine = show(vmferry, path)
    got, want = facts(machine), EXPECTED[name]
    faults = [f"{path}: {what} is {got[what]}, must be {want[what]}"
              for what in want if got[what] != want[what]]
    assert machine["source"]["generation"] == 1 and machine["cpu"]["vcpus"] == 1
    assert [d["key"] for d in machine["disks"]] == [
        "ide0:0", "ide1:0", "floppy0:0"], path
    assert [d["boot_order"] for d in machine["disks"]] == [2, 1, 3], path
    assert machine["nics"][0]["mac"] is None, path
    return faults + check_account(path, machine)


def main(vmferry, folder):
    faults = []
    for name in EXPECTED:
        faults += check(vmferry, folder, name)
    print("\n".join(faults))
    print(f"{len(EXPECTED)} definitions")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
