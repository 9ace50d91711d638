# vmferry: definitions of the corpus with empty disks beside them, so that
# virt-v2v, which opens each disk before it says a word, can read them
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import gzip
import os
import re
import shutil

DISK = re.compile(rb'(?im)^(\s*((?:scsi|sata|ide|nvme)\d+:\d+)\.filename'
                  rb'\s*=\s*)"([^"\r\n]*)"')
KIND = re.compile(rb'(?im)^\s*((?:scsi|sata|ide|nvme)\d+:\d+)\.devicetype'
                  rb'\s*=\s*"?([^"\r\n]*)')
FILE = re.compile(r"<(?:\w+:)?File\b[^>]*>")


def place_vmx(path, folder, empty):
    """The .vmx, whose disks get names of this folder.  Returns its path."""
    with open(path, "rb") as file:
        data = file.read()
    kinds = {place.lower(): kind.lower() for place, kind in KIND.findall(data)}
    count = 0

    def rename(match):
        nonlocal count
        kind = kinds.get(match[2].lower(), b"")
        if (re.search(rb"cdrom|atapi|passthru", kind)
                or match[3].lower().endswith(b".iso")):
            return match[0]
        count += 1
        os.link(empty, os.path.join(folder, f"d{count}.vmdk"))
        return match[1] + b'"d%d.vmdk"' % count

    target = os.path.join(folder, "vm.vmx")
    with open(target, "wb") as file:
        file.write(DISK.sub(rename, data))
    return target


def place_file(tag, folder, empty):
    """What a <File> of an OVF names, where that is in this folder."""
    match = re.search(r'href\s*=\s*"([^"]*)"', tag)
    path = os.path.normpath(os.path.join(folder, match[1])) if match else ""
    if ("://" in path or not path.startswith(folder + "/")
            or os.path.exists(path)):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if "gzip" not in tag:
        os.link(empty, path)
        return
    with open(empty, "rb") as disk, gzip.open(path, "wb") as file:
        shutil.copyfileobj(disk, file)


def place_ovf(path, folder, empty):
    """The OVF with its files.  Returns its path."""
    target = os.path.join(folder, "vm.ovf")
    shutil.copyfile(path, target)
    with open(path, encoding="utf-8", errors="replace") as file:
        for tag in FILE.findall(file.read()):
            place_file(tag, folder, empty)
    return target
