"""vmferry: judges manifests for KubeVirt: each field is one that KubeVirt's
API has, of its type; and what virt-v2v made of the same VM is in it.

  kubevirt.py check FIELDS MANIFEST...
  kubevirt.py compare THEIRS OURS

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import re
import sys

import yaml

PLAIN = {"string": str, "number": int, "boolean": bool, "object": dict,
         "map": dict}
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")


def read_fields(path):
    types = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                kind, field, of, required = line.rstrip("\n").split("\t")
                types.setdefault(kind, {})[field] = (of, required)
    return types


def check(types, kind, value, where):
    """Complains about VALUE, which should be a KIND."""
    array = re.fullmatch(r"Array<(\w+)>", kind)
    if array:
        if not isinstance(value, list):
            sys.exit(f"{where}: no list")
        for i, item in enumerate(value):
            check(types, array.group(1), item, f"{where}[{i}]")
    elif kind in types:
        if not isinstance(value, dict):
            sys.exit(f"{where}: no object")
        for field in value:
            if field not in types[kind]:
                sys.exit(f"{where}: KubeVirt has no '{field}'")
            check(types, types[kind][field][0], value[field],
                  f"{where}.{field}")
        for field, (_, required) in types[kind].items():
            if required == "required" and field not in value:
                sys.exit(f"{where}: no '{field}'")
    elif type(value) is not PLAIN.get(kind, dict):
        sys.exit(f"{where}: {value!r} is no {kind}")


def check_rules(vm, where):
    """What KubeVirt's webhook checks, and no schema can say."""
    spec = vm["spec"]["template"]["spec"]
    devices = spec["domain"]["devices"]
    disks, nics = devices["disks"], devices["interfaces"]
    orders = [d["bootOrder"] for d in disks + nics if "bootOrder" in d]
    names = [[d["name"] for d in disks], [v["name"] for v in spec["volumes"]],
             [n["name"] for n in nics], [n["name"] for n in spec["networks"]]]
    if names[0] != names[1] or names[2] != names[3]:
        sys.exit(f"{where}: devices without a source: {names}")
    for name in names[0] + names[2] + [vm["metadata"]["name"]]:
        if not LABEL.match(name):
            sys.exit(f"{where}: '{name}' is no label")
    if len(set(names[0])) != len(names[0]) or len(set(orders)) != len(orders):
        sys.exit(f"{where}: a name or an order twice")
    if sum("pod" in network for network in spec["networks"]) > 1:
        sys.exit(f"{where}: several networks of the pod")
    cpu = spec["domain"]["cpu"]
    if cpu["maxSockets"] < cpu["sockets"]:
        sys.exit(f"{where}: more sockets than there may be")


def quantity(text):
    number, unit = re.fullmatch(r"(\d+)([KMG]i)", text).groups()
    return int(number) << {"Ki": 10, "Mi": 20, "Gi": 30}[unit]


def facts(vm):
    """What two manifests of one VM have to agree on."""
    domain = vm["spec"]["template"]["spec"]["domain"]
    cpu, memory = domain["cpu"], domain.get("memory")
    size = (memory["guest"] if memory
            else domain["resources"]["requests"]["memory"])
    return {
        "name": vm["metadata"]["name"],
        "memory": quantity(size),
        "vcpus": cpu.get("sockets", 1) * cpu["cores"] * cpu.get("threads", 1),
        "firmware": list(domain["firmware"]["bootloader"]),
        "disks": [(d["disk"]["bus"], d["bootOrder"])
                  for d in domain["devices"]["disks"]],
        "nics": [(n["macAddress"], n["model"], "masquerade" in n)
                 for n in domain["devices"].get("interfaces", [])],
    }


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


if sys.argv[1] == "check":
    fields = read_fields(sys.argv[2])
    for manifest in sys.argv[3:]:
        check(fields, "V1VirtualMachine", load(manifest), manifest)
        check_rules(load(manifest), manifest)
else:
    theirs, ours = (facts(load(path)) for path in sys.argv[2:])
    if not theirs["nics"]:
        ours["nics"] = []
    if theirs != ours:
        sys.exit(f"not the same:\n{theirs}\n{ours}")
