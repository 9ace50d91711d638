# vmferry: every definition of the corpus is read or refused with a reason, and
# nothing that stands in one is missing from its account
#
# Usage: account-corpus.py VMFERRY CORPUS
#
# What stands in a file is found by other means: a walk over the XML, the lines
# of a .vmx, the keys of a .vmcx.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import collections
import json
import os
import re
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, "hyperv"), os.path.join(HERE, "libvirt")]
import domain_xml  # noqa: E402
import keys as hyperv_keys  # noqa: E402

# How many of each kind there have to be, so that a corpus that was moved does
# not pass unseen; an .ovf may be in an .ova.
LEAST = {"vmx": 60, "ovf": 20, "hyperv": 3, "libvirt": 70}


def squeeze(text):
    return " ".join((text or "").split())


# Of a long text of an OVF, as a licence, the account has the beginning, and so
# of a name in brackets.
OVF_LONGEST = 100
OVF_LONGEST_NAME = 60


def local(name):
    return name.rpartition("}")[2]


def config_of(element):
    """(key, value) where ELEMENT is one of VMware's pairs, or None."""
    if local(element.tag) not in ("Config", "ExtraConfig"):
        return None
    named = {local(name): value for name, value in element.attrib.items()}
    return named.get("key"), named.get("value")


def begin(text):
    return squeeze(text)[:OVF_LONGEST]


def ovf_name(element):
    """Its name; a section of OVF 0.9 is called by its type instead."""
    for name, value in element.attrib.items():
        if name.endswith("}type") and value.endswith("_Type"):
            return value.rpartition(":")[2].removesuffix("_Type")
    return local(element.tag)


def ovf_leaves(element):
    """(name, value) of what stands in ELEMENT: its own name and that of the
    attribute, without namespaces; a pair of VMware's is one thing."""
    name, text = ovf_name(element), begin(domain_xml.own_text(element))
    pair = config_of(element)
    if text:
        yield name, text
    if pair and pair[0] is not None:
        yield f"{name}[{pair[0][:OVF_LONGEST_NAME]}]", begin(pair[1])
    for attribute, value in element.attrib.items():
        told = ("key", "value", "required", "type") if pair else ("type",)
        if local(attribute) not in told:
            yield f"{name}@{local(attribute)}", begin(value)
    for child in element:
        yield from ovf_leaves(child)


def parse(data):
    """DATA as XML, also where a prefix or the charset is not what is said."""
    try:
        return ET.fromstring(data)
    except ET.ParseError as error:
        if "unbound prefix" not in str(error):
            return ET.fromstring(re.sub(rb"^<\?xml.*?\?>", b"", data))
    used = set(re.findall(rb"[<\s/]([A-Za-z][\w.-]*):[\w.-]+[\s=>/]", data))
    said = set(re.findall(rb"xmlns:([\w.-]+)", data)) | {b"xmlns", b"xml"}
    more = b"".join(b' xmlns:%s="urn:%s"' % (n, n) for n in used - said)
    return ET.fromstring(re.sub(rb"(<[\w:.-]*Envelope)", rb"\1" + more, data,
                                count=1))


def of_ovf(data):
    return list(ovf_leaves(parse(data)))


def of_libvirt(data):
    root = ET.fromstring(data)
    domain = root if root.tag == "domain" else root.find("domain")
    return [(key, squeeze(value))
            for key, _, value in domain_xml.leaves(domain)]


def of_vmx(data):
    """Keys alone: values have charsets and escapes."""
    lines = (re.match(rb"\s*([^#\s=][^=]*?)\s*=", line)
             for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    return [(match.group(1).decode("ascii").lower(), None)
            for match in lines if match]


def as_ovf(entry):
    name = re.split(r"/(?![^[]*\])", entry["key"])[-1]
    name = re.sub(r"^[\w.-]+:", "", name)  # of a space that nobody declared
    if not re.match("(Extra)?Config\\[", name):
        name = re.sub(r"\[.*\]", "", name)
    return name, begin(entry["value"])


def as_is(entry):
    return entry["key"], squeeze(entry["value"])


def as_vmx(entry):
    return entry["key"].lower(), None


def kind_of(path, data):
    """What PATH is, and what stands in it; (None, None) for no definition."""
    if path.endswith(".vmx"):
        return "vmx", of_vmx(data)
    if path.endswith(".vmcx"):
        return "hyperv", [(k, squeeze(v)) for k, v in
                          hyperv_keys.of_vmcx(path)]
    if path.endswith(".ova"):
        try:
            with tarfile.open(path) as tar:
                name = next(n for n in tar.getnames() if n.endswith(".ovf"))
                return "ovf", of_ovf(tar.extractfile(name).read())
        except (tarfile.TarError, StopIteration, ET.ParseError):
            return None, None
    try:
        root = local(parse(data).tag)
    except (ET.ParseError, ValueError, LookupError):
        return None, None
    if root == "Envelope":
        return "ovf", of_ovf(data)
    if root in ("domain", "node"):
        return "libvirt", of_libvirt(data)
    if root == "configuration":
        return "hyperv", [(k, squeeze(v)) for k, v in
                          hyperv_keys.of_xml(path)]
    return None, None


def show(vmferry, path):
    """All entries of the accounts of what PATH holds, or the reason."""
    done = subprocess.run([vmferry, "show", "--json", path],
                          capture_output=True)
    if done.returncode:
        return None, done.stderr.decode()
    told = json.loads(done.stdout)
    machines = told.get("machines", [told])
    entries = {}
    for machine in machines:
        counted = collections.Counter()
        for entry in machine["account"]:
            name = (entry["key"], entry["value"])
            counted[name] += 1
            entries[name + (counted[name],)] = entry
    return list(entries.values()), None


def check(kind, leaves, entries):
    """What is missing; a secret is there when its key is."""
    name = {"vmx": as_vmx, "ovf": as_ovf}.get(kind, as_is)
    told = collections.Counter(name(entry) for entry in entries)
    hidden = collections.Counter(name(entry)[0] for entry in entries
                                 if entry["value"] is None)
    missing = []
    for leaf, count in (collections.Counter(leaves) - told).items():
        if hidden[leaf[0]] >= count:
            hidden[leaf[0]] -= count
        else:
            missing.append(leaf)
    silent = [entry["key"] for entry in entries
              if entry["fate"] in ("loss", "irrelevant") and not entry["note"]]
    return ([f"not in the account: {leaf}" for leaf in missing]
            + [f"{key}: no word on why" for key in silent])


def definitions(corpus):
    for folder in ("vmx", "ovf", "ova", "hyperv-config", "libvirt-xml"):
        for here, _, names in sorted(os.walk(os.path.join(corpus, folder))):
            for name in sorted(names):
                if re.search(r"\.(vmx|vmcx|ovf|ova|xml|xml\.in)$", name):
                    yield os.path.join(here, name)


def main(vmferry, corpus):
    faults, read, refused = [], collections.Counter(), 0
    for path in definitions(corpus):
        data = b""
        if not path.endswith(".ova"):
            with open(path, "rb") as file:
                data = file.read()
        kind, leaves = kind_of(path, data)
        entries, reason = show(vmferry, path)
        if entries is None:
            refused += 1
            if not reason.startswith("vmferry: ") or reason.count("\n") != 1:
                faults.append(f"{path}: not one sentence: {reason}")
        elif kind is None:
            faults.append(f"{path}: read, and nobody else can")
        else:
            read[kind] += 1
            faults += [f"{path}: {fault}"
                       for fault in check(kind, leaves, entries)]
    print("\n".join(faults))
    print(f"{dict(read)} read, {refused} refused")
    short = [kind for kind in LEAST if read[kind] < LEAST[kind]]
    return 1 if faults or short else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
