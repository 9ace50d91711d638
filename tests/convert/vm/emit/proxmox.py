"""vmferry: judges configurations for Proxmox VE by the rules of qm.conf(5):
each key once, each value by its rule, each name of the boot order a device.

  proxmox.py CONF...

SPDX-License-Identifier: LGPL-2.1-or-later
Copyright (C) 2026 the vmferry authors
"""
import base64
import re
import sys

VOLUME = r"local-lvm:vm-100-disk-\d+"
DRIVE = (rf"(none,media=cdrom|{VOLUME}(,cache=(none|writethrough)|,discard=on"
         r"|,iothread=1|,ssd=1|,serial=[^,\s]{1,60}|,wwn=0x[0-9a-f]{16}"
         r"|,iops=\d+|,ro=1|,snapshot=1|,shared=1|,size=\d+K)*)")
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
MAC = r"([0-9A-F]{2}:){5}[0-9A-F]{2}"
BASE64 = r"[A-Za-z0-9+/]+=*"
RULES = {
    r"name": r"(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"
             r"(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*",
    r"machine": r"pc-(q35|i440fx)-\d+\.\d+(,viommu=intel)?",
    r"bios": r"seabios|ovmf",
    r"kvm|onboot|numa|localtime|agent|tablet": r"[01]",
    r"cpu": r"[A-Za-z0-9-]+(,hidden=1)?(,flags=[+-][\w-]+(;[+-][\w-]+)*)?",
    r"sockets|cores|vcpus|memory|balloon": r"\d+",
    r"cpulimit": r"\d+(\.\d+)?",
    r"hugepages": r"2|1024|any",
    r"hotplug": r"[a-z]+(,[a-z]+)*",
    r"numa[0-7]": r"cpus=\d+-\d+(;\d+-\d+)*,memory=\d+",
    r"scsihw": r"lsi|lsi53c810|virtio-scsi-pci|virtio-scsi-single|megasas"
               r"|pvscsi",
    r"virtio([0-9]|1[0-5])|scsi([0-9]|[12][0-9]|30)|sata[0-5]|ide[0-3]":
        DRIVE,
    r"efidisk0": rf"{VOLUME},efitype=4m,pre-enrolled-keys=[01],size=4M",
    r"tpmstate0": rf"{VOLUME},size=4M,version=v2\.0",
    r"net([0-9]|[12][0-9]|3[01])":
        rf"(virtio|e1000|e1000e|rtl8139|vmxnet3|pcnet)(={MAC})?"
        r",bridge=[A-Za-z][\w.-]{0,14}(,tag=\d{1,4}|,trunks=[\d;-]+|,mtu=\d+"
        r"|,queues=\d+|,rate=[\d.]+|,link_down=1)*",
    r"boot": r"order=[a-z]+\d+(;[a-z]+\d+)*",
    r"ostype": r"other|wxp|w2k|w2k3|w2k8|wvista|win7|win8|win10|win11|l24|l26"
               r"|solaris",
    r"serial[0-3]": r"socket",
    r"audio0": r"device=ich9-intel-hda,driver=none",
    r"watchdog": r"model=i6300esb,action=reset",
    r"rng0": r"source=/dev/urandom",
    r"vga": r"std",
    r"keyboard": r"[a-z]{2}(-[a-z]{2})?",
    r"startup": r"(?!,)(,?order=\d+)?(,?up=\d+)?(,?down=\d+)?",
    r"smbios1": rf"base64=1(,uuid={UUID})?(,[a-z]+={BASE64})*",
    r"vmgenid": UUID,
    r"hostpci([0-9]|1[0-5])":
        r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7](,pcie=1)?",
    r"amd-sev": r"type=std",
}


def rule_of(key, where):
    for keys, rule in RULES.items():
        if re.fullmatch(keys, key):
            return rule
    sys.exit(f"{where}: there is no key '{key}'")


def check_start(path, values):
    """What qm takes, and refuses when the VM is to start (QemuServer.pm and
    QemuServer/Memory.pm of qemu-server 8)."""
    hotplug = values.get("hotplug", "").split(",")
    if "memory" in hotplug:
        if values.get("numa") != "1" or "numa0" in values:
            sys.exit(f"{path}: memory to plug in needs the nodes of qm")
        if int(values["memory"]) < 1024:
            sys.exit(f"{path}: memory to plug in needs 1 GiB at the start")
    if "hugepages" in values and values.get("numa") != "1":
        sys.exit(f"{path}: huge pages need numa")
    if values["cpu"].split(",")[0] == "host" and values.get("kvm") == "0":
        sys.exit(f"{path}: the host's processor needs KVM")
    if values["scsihw"] != "virtio-scsi-single":
        for key, value in values.items():
            if key.startswith("scsi") and "iothread=1" in value:
                sys.exit(f"{path}: {key} has no thread of its own")


def check(path):
    values = {}
    with open(path, encoding="ascii", newline="\n") as file:
        for line in file:
            if line.startswith("#"):
                continue
            key, _, value = line.rstrip("\n").partition(": ")
            if not re.fullmatch(rule_of(key, path), value):
                sys.exit(f"{path}: {key} cannot be '{value}'")
            if key in values:
                sys.exit(f"{path}: {key} is there twice")
            values[key] = value
    for device in values.get("boot", "order=")[6:].split(";"):
        if device and device not in values:
            sys.exit(f"{path}: boots from {device}, which is not there")
    if int(values["memory"]) < 16:
        sys.exit(f"{path}: memory of {values['memory']} MiB")
    check_start(path, values)
    nodes = [int(values[key].rpartition("=")[2])
             for key in values if re.fullmatch(r"numa\d", key)]
    if nodes and sum(nodes) != int(values["memory"]):
        sys.exit(f"{path}: nodes of {sum(nodes)} MiB")
    for text in re.findall(r",[a-z]+=([^,]+)", values.get("smbios1", "")):
        if not re.fullmatch(UUID, text):
            base64.b64decode(text, validate=True)


for conf in sys.argv[1:]:
    check(conf)
