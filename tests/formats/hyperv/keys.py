# vmferry: the keys of a Hyper-V definition, found by other means than vmferry:
# a .vmcx by a reader of its own, an .xml by Python's
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

import base64
import struct
import xml.etree.ElementTree as ET

HEADER = "<IIHIQIQQI"
NODE = 9


def objects(data):
    """(type, offset, size) of what the first object table lists."""
    header = max((struct.unpack_from(HEADER, data, at) for at in (0, 0x1000)),
                 key=lambda h: h[2])
    table = 2 * header[8]
    _, count = struct.unpack_from("<II", data, table)
    for i in range(count):
        kind, _, offset, size, used = struct.unpack_from(
            "<BIQIB", data, table + 8 + 18 * i)
        if used:
            yield kind, offset, size


def tables(data):
    """The newest key table of each index."""
    newest = {}
    for kind, offset, size in objects(data):
        if kind == 2:
            _, index, sequence, _ = struct.unpack_from("<HHHI", data, offset)
            if index not in newest or newest[index][0] < sequence:
                newest[index] = sequence, data[offset:offset + size]
    return {index: table for index, (_, table) in newest.items()}


def entries(data):
    """{(table, offset): (parent, insertion, type, name, value)}"""
    found = {}
    for index, table in tables(data).items():
        at = 10
        while at + 21 <= len(table):
            (kind, flags, size, parent_table, parent, _, insertion,
             length) = struct.unpack_from("<BBIHIIIB", table, at)
            if not size:
                break
            name = table[at + 21:at + 21 + length - 1].decode()
            value = table[at + 21 + length:at + size]
            if flags & 1:
                n, where = struct.unpack_from("<IQ", value)
                value = struct.pack("<I", n) + data[where:where + n]
            if kind != 1:
                found[index, at] = ((parent_table, parent), insertion, kind,
                                    name, value)
            at += size
    return found


def text_of(kind, value):
    if kind in (3, 4):
        return str(struct.unpack_from("<q", value)[0])
    if kind == 8:
        return str(bool(struct.unpack_from("<I", value)[0]))
    n = struct.unpack_from("<I", value)[0]
    if kind == 6:
        return value[4:4 + n].decode("utf-16-le")
    return value[4:4 + n].hex()


def of_vmcx(path):
    """[(path, value)] of all keys with a value, in no useful order."""
    with open(path, "rb") as file:
        found = entries(file.read())
    leaves = []
    for parent, _, kind, name, value in found.values():
        if kind == NODE:
            continue
        parts = [name]
        while parent[0]:
            parts.insert(0, found[parent][3])
            parent = found[parent][0]
        leaves.append(("/".join(parts[1:]), text_of(kind, value)))
    return leaves


def of_xml(path):
    leaves = []

    def walk(element, parts):
        kind = element.get("type")
        text = element.text or ""
        if kind == "bytes":
            text = hex_of_base64(text)
        if kind:
            leaves.append(("/".join(parts), text))
        for child in element:
            walk(child, parts + [child.tag])

    walk(ET.parse(path).getroot(), [])
    return leaves


def hex_of_base64(text):
    return base64.b64decode(text).hex()
