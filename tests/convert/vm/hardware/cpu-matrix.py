#!/usr/bin/env python3
"""vmferry: cpu-matrix.py: vCPUs, sockets, memory and NUMA nodes of VMware VMs,
by the documented rules, written from those and not from the program.

    cpu-matrix.py rules TABLE        do the table's answers follow from them?
    cpu-matrix.py vmx TABLE DIR      write each row as DIR/NAME.vmx
    cpu-matrix.py check TABLE DIR    is DIR/NAME.xml what the row says?
    cpu-matrix.py seen TABLE NAME REPORT
                                     is what a guest reported?

VMware: "Using Virtual NUMA" and "Virtual NUMA Controls" (6.5, 8.0);
https://frankdenneman.nl/2016/12/12/
decoupling-cores-per-socket-virtual-numa-topology-vsphere-6-5/

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import math
import sys
import xml.etree.ElementTree as ET

COLUMNS = "name hw vcpus cores mib keys topology cells"


def rows(path):
    """The rows of a table as dictionaries."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield dict(zip(COLUMNS.split(), line.split()))


def keys_of(row):
    """The further keys of a row: {"numa.x": "1"}."""
    if row["keys"] == "-":
        return {}
    return dict(pair.split("=") for pair in row["keys"].split(","))


def node_count(row, n, cores, keys):
    """How many nodes the guest saw; 1 where nobody can know."""
    def number(key, default=0):
        return int(keys.get(key, default))

    least = number("numa.vcpu.min", 9)
    follows = keys.get("numa.vcpu.followcorespersocket") in ("1", "TRUE")
    cookie = number("numa.autosize.cookie")
    per_node = number("numa.autosize.vcpu.maxPerVirtualNode")
    if int(row["hw"]) < 8 or keys.get("vcpu.hotadd") == "TRUE":
        return 1
    for key in ("numa.vcpu.coresPerNode", "numa.vcpu.maxPerVirtualNode"):
        if number(key):
            return math.ceil(n / number(key))
    if (int(row["hw"]) <= 11 and cores > 1) or follows:
        return math.ceil(n / cores) if n >= least else 1
    if per_node and cookie in (n * 10000 + cores * 10 + 2, n * 10000 + 1):
        return math.ceil(n / per_node)
    return 1


def blocks(n, count, socket):
    """n vCPUs in turn to COUNT nodes, in whole sockets when they are uneven."""
    size = math.ceil(n / count)
    whole = math.ceil(size / socket) * socket
    if n % count and math.ceil(n / whole) == count:
        size = whole
    return [(first, min(size, n - first)) for first in range(0, n, size)]


def answer(row):
    """(topology, cells) as the rules have it."""
    n, keys = int(row["vcpus"]), keys_of(row)
    cores = 1 if row["cores"] == "-" else int(row["cores"])
    socket = math.gcd(n, cores)
    runs = blocks(n, node_count(row, n, cores, keys), socket)
    for _, size in runs:
        socket = math.gcd(socket, size)
    threads = math.gcd(socket, int(keys.get("cpuid.numSMT", 1)))
    topology = f"{n // socket}x{socket // threads}x{threads}"
    if len(runs) == 1:
        return topology, "-"
    mib = int(row["mib"])
    share = mib // len(runs) // 2 * 2
    cells = [f"{first}-{first + size - 1}" if size > 1 else str(first)
             for first, size in runs]
    memory = [mib - share * (len(runs) - 1)] + [share] * (len(runs) - 1)
    return topology, ";".join(f"{c}:{m}" for c, m in zip(cells, memory))


def write_vmx(row, folder):
    """One .vmx with two NICs, of which the second comes first on the bus."""
    lines = {
        ".encoding": "UTF-8", "config.version": "8",
        "virtualHW.version": row["hw"], "displayName": row["name"],
        "guestOS": "debian11-64", "numvcpus": row["vcpus"],
        "memSize": row["mib"],
        "uuid.bios": "42 20 fc a7 11 dd d6 7e-8f 63 5a 1b 2c 3d 4e "
                     + row["name"][1:],
        "ethernet0.pciSlotNumber": "192", "ethernet1.pciSlotNumber": "160",
    }
    if row["cores"] != "-":
        lines["cpuid.coresPerSocket"] = row["cores"]
    for i in range(2):
        lines.update({f"ethernet{i}.present": "TRUE",
                      f"ethernet{i}.virtualDev": "vmxnet3",
                      f"ethernet{i}.addressType": "static",
                      f"ethernet{i}.address": f"00:50:56:00:00:0{i}"})
    lines.update(keys_of(row))
    path = f"{folder}/{row['name']}.vmx"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f'{key} = "{value}"\n' for key, value in lines.items())


def emitted(path):
    """What a domain says, in the table's words, and its sums."""
    root = ET.parse(path).getroot()
    topology = root.find("cpu/topology")
    count = {key: int(topology.get(key))
             for key in ("sockets", "dies", "cores", "threads")}
    cells = root.findall("cpu/numa/cell")
    text = ";".join(f"{c.get('cpus')}:{int(c.get('memory')) // 1024}"
                    for c in cells)
    problems = []
    if math.prod(count.values()) != int(root.find("vcpu").text):
        problems.append("the topology is not the vCPUs")
    memory = int(root.find("memory").text)
    if cells and sum(int(c.get("memory")) for c in cells) != memory:
        problems.append("the cells are not the memory")
    last = 0
    for key in ("sockets", "dies", "cores", "threads"):
        last = last << (count[key] - 1).bit_length() | (count[key] - 1)
    if last > 254:
        driver = root.find("devices/iommu/driver")
        if driver is None or driver.get("eim") != "on":
            problems.append("no IOMMU for so many vCPUs")
    topology = f"{count['sockets']}x{count['cores']}x{count['threads']}"
    return topology, text or "-", memory // 1024, problems


def check(row, folder):
    """What is wrong with the domain of a row."""
    topology, cells, mib, problems = emitted(f"{folder}/{row['name']}.xml")
    for what, got, want in (("topology", topology, row["topology"]),
                            ("cells", cells, row["cells"]),
                            ("memory", mib, int(row["mib"]))):
        if got != want:
            problems.append(f"{what} is {got}, must be {want}")
    return problems


def expand(text):
    """ "0-2,5" as a set of numbers."""
    result = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        result |= set(range(int(first), int(last or first) + 1))
    return result


def seen(row, path):
    """What a guest saw that the row does not say.  Its report has lines of
    "KEY VALUE..."; see tests/guest/cpu-init.c."""
    facts = {}
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            words = line.split()
            if len(words) > 2 and words[0] == "vmferry-saw":
                facts.setdefault(words[1], []).append(words[2:])
    problems = []
    sockets, cores, threads = map(int, row["topology"].split("x"))
    cpus = facts.get("cpu", [])
    packages = {}
    for _, package, core in cpus:
        packages.setdefault(package, []).append(core)
    shapes = {(len(set(each)), len(each)) for each in packages.values()}
    if (len(packages), shapes) != (sockets, {(cores, cores * threads)}):
        problems.append(f"it saw sockets of (cores, vCPUs): {packages}")
    wanted = [(set(range(int(row["vcpus"]))), int(row["mib"]))]
    if row["cells"] != "-":
        wanted = [(expand(cell.split(":")[0]), int(cell.split(":")[1]))
                  for cell in row["cells"].split(";")]
    nodes = sorted(facts.get("node", []), key=lambda node: int(node[0]))
    if [expand(node[1]) for node in nodes] != [cpus for cpus, _ in wanted]:
        problems.append(f"it saw the nodes {nodes}")
    # The kernel keeps some for itself, most in the first node.
    for node, (_, mib) in zip(nodes, wanted):
        if not 0 <= mib - int(node[2]) // 1024 <= 24 + mib // 8:
            problems.append(f"node {node[0]} has {node[2]} KiB, not {mib} MiB")
    uuid = f"a7fc2042-dd11-7ed6-8f63-5a1b2c3d4e{row['name'][1:]}"
    if int(row["hw"]) < 13:
        uuid = "4220fca7-11dd-d67e" + uuid[18:]
    if facts.get("uuid") != [[uuid]]:
        problems.append(f"it saw the UUID {facts.get('uuid')}, not {uuid}")
    nics = [nic[1] for nic in sorted(facts.get("nic", []))]
    if nics != ["00:50:56:00:00:01", "00:50:56:00:00:00"]:
        problems.append(f"it saw the NICs {nics}")
    return problems


def main(action, table, *rest):
    """Does ACTION; prints what is wrong.  Returns an exit status."""
    found = list(rows(table))
    bad = 0
    for row in found:
        problems = []
        if action == "rules":
            if answer(row) != (row["topology"], row["cells"]):
                problems = [f"the rules say {answer(row)}"]
        elif action == "vmx":
            write_vmx(row, rest[0])
        elif action == "check":
            problems = check(row, rest[0])
        elif row["name"] == rest[0]:
            problems = seen(row, rest[1])
        for problem in problems:
            print(f"{row['name']}: {problem}")
        bad += bool(problems)
    print(f"{len(found)} rows")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
