# vmferry: a VMDK of very many extents, as a disk of 62 TiB in parts of 2 GiB
# has them: opened in time, with few descriptors, and little memory
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
python3 - "$disks" <<'PYTHON'
import sys
sys.path.insert(0, sys.argv[1])
import mkvmdk
lines, flat, raw = [], [], b''
for i in range(300):
    data = bytes([i % 251 + 1]) * 4096
    name = 'p%03d.vmdk' % i
    lines.append('RW 16 SPARSE "%s"' % name)
    with open(name, 'wb') as f:
        f.write(mkvmdk.sparse_file({i % 2: data}, 16, 8, rgd=False))
    raw += bytes(4096) * (i % 2) + data + bytes(4096) * (1 - i % 2)
for i in range(32000):
    flat.append('RW 1 FLAT "disk.raw" %d' % (i % 4800))
def write(name, data):
    open(name, 'wb').write(data)
write('disk.vmdk', mkvmdk.descriptor_text(lines, 'twoGbMaxExtentSparse'))
write('disk.raw', raw)
write('flat.vmdk', mkvmdk.descriptor_text(flat, 'twoGbMaxExtentFlat'))
write('flat.raw', (raw * 7)[:32000 * 512])
PYTHON

# 300 files with 64 descriptors: alone, and by the threads of a copy.
(ulimit -n 64
 same_content disk.vmdk disk.raw
 sound disk.vmdk
 "$vmferry" copy -q -O raw disk.vmdk copy.raw)
cmp disk.raw copy.raw || fail "a copy of many parts is another disk"

# 32,000 extents: no look at all of them for each.
(ulimit -n 64 -t 5 -v 262144
 same_content flat.vmdk flat.raw
 "$vmferry" copy -q -O raw flat.vmdk copy2.raw) || fail "takes too much"
cmp flat.raw copy2.raw || fail "a copy of many lines is another disk"
