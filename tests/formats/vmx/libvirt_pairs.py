# vmferry: what libvirt's test data says of a .vmx, and what vmferry says, as
# facts that can be compared
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import os
import re
import xml.etree.ElementTree as ET

CLIENT = "libvirt drops drives of the client (clientDevice, startConnected)"
LUN = "libvirt calls a drive of the host (cdrom-raw) a LUN, of which the guest" \
      " would see no drive"
UNUSED = "libvirt drops a controller without disks"

# (case, fact): which limit or bug of libvirt 11.3 it is that differs.
ALLOWED = {
    ("case-insensitive-1", "drives"): CLIENT,
    ("case-insensitive-2", "drives"): CLIENT,
    ("cdrom-ide-raw-auto-detect", "drives"): LUN,
    ("cdrom-scsi-raw-auto-detect", "drives"): LUN,
    ("cdrom-scsi-raw-device", "drives"): LUN,
    ("esx-in-the-wild-1", "drives"): CLIENT,
    ("esx-in-the-wild-3", "drives"): CLIENT,
    ("esx-in-the-wild-5", "drives"): CLIENT,
    ("esx-in-the-wild-7", "drives"): CLIENT,
    ("esx-in-the-wild-9", "drives"): CLIENT,
    ("esx-in-the-wild-11", "drives"): CLIENT,
    ("esx-in-the-wild-14", "drives"): CLIENT,
    ("esx-in-the-wild-13", "nics"):
        "libvirt takes an NSX network that has a name for a bridge",
    ("esx-in-the-wild-14", "nics"):
        "libvirt takes an NSX network without a name for none at all",
    ("esx-in-the-wild-13", "ports"):
        "libvirt refuses no port behind a concentrator, but loses where it"
        " leads",
    ("gsx-in-the-wild-1", "controllers"): UNUSED,
    ("gsx-in-the-wild-2", "controllers"): UNUSED,
    ("gsx-in-the-wild-3", "controllers"): UNUSED,
    ("gsx-in-the-wild-4", "controllers"): UNUSED,
    ("xml2vmx-cdrom-ide-raw-device", "drives"): LUN,
    ("xml2vmx-cdrom-scsi-raw-device", "drives"): LUN,
    ("xml2vmx-esx-in-the-wild-7", "drives"): LUN,
}

MIB = 1 << 20
# What libvirt writes where a .vmx says nothing; no product of VMware's has
# such a default (vSphere's is by the guest).
DEFAULTS = {"memory": 32 * MIB, "vram": 4 * MIB}
# What the .xml that a xml2vmx case was made from may leave to libvirt.
MUTE = {"controllers", "vram"}

# Names of SCSI controllers, ours and libvirt's.
MODELS = {"pvscsi": "vmpvscsi"}


def xml_of(path):
    """The .xml of a case; libvirt has one for four spellings of a pipe."""
    name = re.sub(r"(serial-pipe)-.*", r"\1", path[:-4]) + ".xml"
    return name if os.path.exists(name) else None


def base(name):
    return re.split(r"[/\\]|^\[[^]]*\] *", name)[-1] if name else None


def place_of(disk, bus):
    """Controller and unit, by the address or else by the target's name, of
    which SCSI has 15 a bus: 7 is the controller's own."""
    address = disk.find("address")
    if address is not None:
        drive = {key: int(value) for key, value in address.attrib.items()
                 if key != "type"}
        controller = {"ide": drive["bus"], "fdc": 0}.get(bus,
                                                        drive["controller"])
        return (controller, drive["unit"])
    index = ord(disk.find("target").get("dev")[2]) - ord("a")
    if bus == "fdc":
        return (0, index)
    if bus == "ide":
        return divmod(index, 2)
    controller, unit = divmod(index, 15)
    return (controller, unit + (unit >= 7))


def theirs_disk(disk):
    source = disk.find("source")
    bus = disk.find("target").get("bus")
    place = place_of(disk, bus)
    driver = disk.find("driver")
    name = None
    if source is not None and disk.get("type") == "file":
        name = base(source.get("file"))
    return (disk.get("device", "disk"), "floppy" if bus == "fdc" else bus, *place, name,
            disk.find("transient") is not None,
            driver is not None and driver.get("cache") == "writethrough")


def ours_disk(disk):
    return (disk["device"], disk["bus"], disk["controller"], disk["unit"],
            base(disk["backing_name"]),
            disk["mode"] == "independent-nonpersistent",
            bool(disk["write_through"]))


def theirs_nic(nic):
    model, source = nic.find("model"), nic.find("source")
    kind = {"user": "nat", "vds": "distributed"}.get(nic.get("type"),
                                                    nic.get("type"))
    network = source.get("bridge") if source is not None else None
    if kind == "distributed":
        network = source.get("portgroupid")
    if nic.find("target") is not None:
        kind = "custom"
    return (nic.find("mac").get("address").lower(),
            model.get("type").lower() if model is not None else None,
            kind, network)


def ours_nic(nic):
    kind, network = nic["network_kind"], nic["network"]
    if kind == "distributed":
        network = nic["network_id"]
    return (nic["mac"] or "00:00:00:00:00:00",
            nic["model"].lower() if nic["model"] else None,
            {"bridged": "bridge"}.get(kind, kind), network)


def theirs_port(port):
    source, kind = port.find("source"), port.get("type")
    path = source.get("path") if source is not None else None
    if kind == "tcp":
        path = f"{source.get('host')}:{source.get('service')}"
    return (port.tag, int(port.find("target").get("port")),
            {"dev": "host-device", "tcp": "network"}.get(kind, kind),
            base(path))


def ours_port(device):
    return (device["kind"], int(re.sub(r"\D", "", device["key"])),
            device["backing_kind"], base(device["backing"]))


def theirs_cpus(root):
    vcpu = root.find("vcpu")
    cpuset = vcpu.get("cpuset") if vcpu is not None else None
    cpus = set()
    for part in (cpuset or "").split(","):
        first, _, last = part.partition("-")
        cpus |= set(range(int(first), int(last or first) + 1)) if first else set()
    return sorted(cpus)


def facts_of_xml(path):
    root = ET.parse(path).getroot()
    memory = root.find("memory")
    assert memory.get("unit", "KiB") == "KiB", path
    topology = root.find("cpu/topology")
    shares = root.findtext("cputune/shares")
    guarantee = root.findtext("memtune/min_guarantee")
    disks = [theirs_disk(disk) for disk in root.findall("devices/disk")]
    video = root.find("devices/video/model")
    return {
        "name": root.findtext("name"),
        "uuid": root.findtext("uuid").replace("-", ""),
        "description": root.findtext("description"),
        "genid": root.find("genid") is not None,
        "vcpus": int(root.findtext("vcpu", "1")),
        "topology": tuple(int(topology.get(part, "1")) for part in
                          ("sockets", "dies", "cores", "threads"))
        if topology is not None else None,
        "affinity": theirs_cpus(root),
        "shares": int(shares) if shares else None,
        "memory": int(memory.text) * 1024,
        "reservation": int(guarantee) * 1024 if guarantee else None,
        "firmware": root.find("os").get("firmware") or "bios",
        "disks": [disk for disk in disks if disk[0] == "disk"],
        "drives": [disk for disk in disks if disk[0] != "disk"],
        "controllers": {int(c.get("index", "0")): c.get("model")
                        for c in root.findall("devices/controller")
                        if c.get("type") == "scsi"} or None,
        "nics": [theirs_nic(nic) for nic in root.findall("devices/interface")],
        "ports": [theirs_port(port) for tag in ("serial", "parallel")
                  for port in root.findall("devices/" + tag)],
        "folders": [(fs.find("source").get("dir"), fs.find("target").get("dir"))
                    for fs in root.findall("devices/filesystem")],
        "vram": int(video.get("vram")) * 1024 if video is not None else None,
    }


def facts_of_machine(machine):
    told = {entry["key"].lower(): entry["value"]
            for entry in machine["account"]}
    identity, cpu = machine["identity"], machine["cpu"]
    devices = machine["devices"]
    topology = tuple(cpu["topology"][part]
                     for part in ("sockets", "dies", "cores", "threads"))
    affinity = re.findall(r"\d+", cpu["affinity"] or "")
    disks = [ours_disk(disk) for disk in machine["disks"]]
    shares = cpu["mhz"]["shares"]
    # libvirt writes VMware's "normal" as its number.
    if shares is None and "normal" in told.get("sched.cpu.shares", "").lower():
        shares = 1000 * cpu["vcpus"]
    return {
        "name": identity["name"],
        "uuid": re.sub(r"[ -]", "", identity["bios_uuid"] or "0" * 32).lower(),
        "description": identity["description"],
        "genid": identity["genid_high_low"] is not None,
        "vcpus": cpu["vcpus"],
        "topology": topology if cpu["cores_per_socket"] else None,
        "affinity": sorted(int(number) for number in affinity),
        "shares": shares,
        "memory": machine["memory"]["size"],
        "reservation": machine["memory"]["bytes"]["reservation"],
        "firmware": machine["firmware"]["kind"],
        "disks": [disk for disk in disks if disk[0] == "disk"],
        "drives": [disk for disk in disks if disk[0] != "disk"],
        "controllers": {
            c["index"]: MODELS.get((c["model"] or "").lower(),
                                   c["model"] and c["model"].lower())
            for c in machine["controllers"] if c["bus"] == "scsi"} or None,
        "nics": [ours_nic(nic) for nic in machine["nics"]],
        "ports": [ours_port(device) for device in devices
                  if device["kind"] in ("serial", "parallel")],
        "folders": [(device["backing"], device["model"]) for device in devices
                    if device["kind"] == "filesystem"],
        "vram": machine["display"]["vram"],
    }


def compare(path, machine, used):
    """What differs and is not allowed; adds what is allowed to USED."""
    ours = facts_of_machine(machine)
    theirs = facts_of_xml(xml_of(path))
    case = os.path.basename(path)[:-4]
    faults = []
    for fact, value in ours.items():
        if value is None:
            value = DEFAULTS.get(fact)
        is_mute = case.startswith("xml2vmx") and fact in MUTE
        if value == theirs[fact] or (is_mute and theirs[fact] is None):
            continue
        if (case, fact) in ALLOWED:
            used.add((case, fact))
            continue
        faults.append(f"{path}: {fact} is {value}, libvirt has {theirs[fact]}")
    return faults


def unneeded(used):
    """Lines of the list by which nothing is excused any more."""
    return [f"{case}: {fact}: nothing differs, the line can go"
            for case, fact in sorted(ALLOWED.keys() - used)]
