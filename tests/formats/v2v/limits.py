# vmferry: what virt-v2v 2.2 leaves out or gets wrong when it reads a .vmx or an
# OVF, seen by comparing it with the documents
#
# Each limit excuses a fact that differs: its reason, the fact, and when it
# applies, by the document's text, by what vmferry has (ours) and by what
# virt-v2v has (theirs).
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import re

TEBIBYTE = 1 << 40

# The same models by other names.
MODELS = {"vlance": "pcnet32", "sriov": "sriovethernetcard"}


# What virt-v2v has where it has read nothing.
BLANKS = ([], None, False, 1, "bios", "vm", TEBIBYTE)


def is_foreign(text):
    """Whether it is no OVF of version 1 with a virtual system at its top."""
    return ("VirtualSystemCollection" in text or "<Content " in text
            or "ovf/envelope/1" not in text)


def without(key):
    """The NICs but for one of their (network, MAC, model)."""
    return lambda nics: [nic[:key] + nic[key + 1:] for nic in nics]


def lacks_macs(ours, theirs):
    return (without(1)(ours) == without(1)(theirs)
            and all(b[1] in (None, a[1]) for a, b in zip(ours, theirs)))


def first_models(ours, theirs):
    return lacks_macs(ours, [(nic[0], nic[1], (nic[2] or "").split(" ")[0])
                             for nic in theirs])


def lacks_buses(ours, theirs):
    return (len(ours) == len(theirs)
            and all(b in (None, a) for a, b in zip(ours, theirs)))


VMX = [
    ("takes 32 MiB where the file has no memSize", "memory",
     lambda text, ours, theirs: ours is None and theirs == 32 << 20),
    ("knows a disk on IDE by its deviceType alone", "disks",
     lambda text, ours, theirs: theirs == [b for b in ours if b != "ide"]
     and not re.search(r"(?i)^ide\d:\d\.devicetype\s*=.*disk", text, re.M)),
    ("reads drives on IDE only", "removable",
     lambda text, ours, theirs: theirs == [d for d in ours if d[0] == "ide"]),
    ("knows a sound device by its virtualDev alone", "sound",
     lambda text, ours, theirs: ours
     and not re.search(r"(?im)^sound\.virtualdev", text)),
    ("reads no floppy drives", "floppies",
     lambda text, ours, theirs: not theirs),
    ("reads ethernetN.generatedAddress, not ethernetN.address", "nics",
     lambda text, ours, theirs: lacks_macs(ours, theirs)),
    ("takes vmxnet2 for vmxnet", "nics",
     lambda text, ours, theirs: "vmxnet2" in text and
     without(2)(ours) == without(2)([(a, o[1], m) for (a, _, m), o
                                     in zip(theirs, ours)])),
]

OVF = [
    ("reads one <VirtualSystem> of OVF 1 at the top, and nothing else", "*",
     lambda text, ours, theirs: is_foreign(text) and theirs in BLANKS),
    ("takes the file's name for the VM's where <Name> is missing", "name",
     lambda text, ours, theirs: theirs == "vm"
     and not re.search(r"<(ovf:)?Name>[^<]", text)),
    ("takes no memory for a tebibyte", "memory",
     lambda text, ours, theirs: ours is None and theirs == TEBIBYTE),
    ("reads cores per socket from the item of the vCPUs only", "topology",
     lambda text, ours, theirs: theirs is None
     and "CoresPerSocket" not in text),
    ("knows no bus without a <Parent>", "disks",
     lambda text, ours, theirs: lacks_buses(ours, theirs)),
    ("reads the items of all configurations", "disks",
     lambda text, ours, theirs: "ovf:configuration=" in text
     and len(theirs) > len(ours)),
    ("does not mind two drives at one place", "removable",
     lambda text, ours, theirs: [d[0] for d in ours] == [d[0] for d in theirs]
     and ours != theirs and "<rasd:AddressOnParent>0<" in text),
    ("reads no sound devices", "sound",
     lambda text, ours, theirs: not theirs),
    ("reads no MAC addresses", "nics",
     lambda text, ours, theirs: lacks_macs(ours, theirs)),
    ("takes a list of models for one", "nics",
     lambda text, ours, theirs: first_models(ours, theirs)),
    ("does not read <vbox:Machine>", "nics",
     lambda text, ours, theirs: "vbox:Machine" in text
     and without(2)(ours) == without(2)(theirs)),
]


def find(is_vmx, fact, text, ours, theirs):
    """The reason for which FACT may differ, or None."""
    for reason, about, applies in VMX if is_vmx else OVF:
        if about in ("*", fact) and applies(text, ours, theirs):
            return reason
    return None


def unneeded(used):
    """Limits by which nothing was excused."""
    return [f"{reason}: nothing differs, the line can go"
            for reason, _, _ in VMX + OVF if reason not in used]
