# vmferry: damage.py IMAGE VMFERRY: each entry of each table of a qcow2 image
# is damaged in turn, and vmferry check held against qemu-img check
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import json
import random
import struct
import subprocess
import sys

OFFSET = (1 << 56) - 512
COPIED, COMPRESSED = 1 << 63, 1 << 62
TIMEOUT = 20


class Image:
    """What is where, by the format's description."""

    def __init__(self, data):
        self.data = bytearray(data)
        self.cluster = 1 << self.be32(20)
        self.l1 = [(self.be64(40), self.be32(36))]
        self.tables = [("refcount table", self.be64(48), 8)]
        at = self.be64(64)
        for _ in range(self.be32(60)):
            self.tables.append(("snapshot", at, 3))
            self.l1.append((self.be64(at), self.be32(at + 8)))
            extra = self.be32(at + 36)
            n_id, n_name = struct.unpack_from(">HH", self.data, at + 12)
            at += (40 + extra + n_id + n_name + 7) & ~7
        self.tables.append(("refcount block", self.be64(self.be64(48)), 16))
        for start, count in self.l1:
            self.tables.append(("L1", start, count))
            for i in range(count):
                entry = self.be64(start + 8 * i) & OFFSET
                if entry:
                    self.tables.append(("L2", entry, self.cluster // 8))

    def be32(self, at):
        return struct.unpack_from(">I", self.data, at)[0]

    def be64(self, at):
        return struct.unpack_from(">Q", self.data, at)[0]

    def words(self):
        """Each word of a table: its name and place; of zeros only a few."""
        rng = random.Random(3)
        for name, start, count in self.tables:
            for i in range(count):
                at = start + 8 * i
                if self.be64(at) or rng.random() < 2 / count:
                    yield name, at


def values(word, cluster, size):
    """What a word may become."""
    yield 0
    yield (1 << 64) - 1
    yield word ^ COPIED
    yield word ^ COMPRESSED
    yield word ^ 3
    yield word + cluster
    yield word + 512
    yield COPIED | size // cluster * cluster
    yield COPIED | cluster


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False,
                          timeout=TIMEOUT)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def theirs(path):
    """"sound", "leaks", "damage", or "refused"."""
    status, out, _ = run("qemu-img", "check", "--output=json", "-f", "qcow2",
                         path)
    try:
        report = json.loads(out)
    except ValueError:
        return "refused"
    if report.get("corruptions") or report.get("check-errors"):
        return "damage"
    if status not in (0, 3):
        return "refused"
    return "leaks" if report.get("leaks") else "sound"


def ours(vmferry, path):
    """As above, "warning" for what is neither; and all that was said."""
    status, out, err = run(vmferry, "check", "--json", "-f", "qcow2", path)
    if status not in (0, 1):
        sys.exit(f"{path}: vmferry check ended with {status}: {err}")
    try:
        findings = json.loads(out)[0]["findings"]
    except (ValueError, LookupError):
        return "refused", err
    texts = " ".join(finding["text"] for finding in findings)
    kinds = {finding["severity"] for finding in findings}
    if "damage" in kinds:
        return "damage", texts
    if not findings:
        return "sound", texts
    return ("leaks" if all("leaked" in finding["text"] for finding in findings)
            else "warning"), texts


# What they call it, and what we may.  A COPIED flag that is wrong is damage
# for them, and a warning for us, who only read.
AGREED = {
    "sound": ("sound",),
    "leaks": ("leaks", "warning"),
    "damage": ("damage", "warning"),
    "refused": ("refused", "damage"),
}

# What they do not look at: compressed clusters, bit 0 of an entry that may not
# have it (version 2, extended L2), and where in its last cluster a file ends.
OURS = ("decompressed", "bit 0 is set", "reserved bits are set",
        "the file ends at byte")


def main():
    path, vmferry = sys.argv[1:]
    with open(path, "rb") as file:
        image = Image(file.read())
    count = bad = 0
    for name, at in list(image.words()):
        word = image.be64(at)
        for value in sorted(set(values(word, image.cluster,
                                       len(image.data))) - {word}):
            data = bytearray(image.data)
            struct.pack_into(">Q", data, at, value & (1 << 64) - 1)
            with open("damaged", "wb") as file:
                file.write(data)
            them, (us, texts) = theirs("damaged"), ours(vmferry, "damaged")
            count += 1
            if us not in AGREED[them] and not any(
                    text in texts for text in OURS):
                bad += 1
                print(f"{name} at {at}: {word:#x} as {value:#x}: "
                      f"{them} for qemu-img, {us} for us: {texts[:200]}")
    print(f"{count} damages, {bad} differ")
    sys.exit(bad > 0)


main()
