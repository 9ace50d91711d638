# vmferry: VMDKs (sparse and SESparse) of 62 TiB, a VHDX and a qcow2 of 64 TiB,
# a VHD of 2040 GiB and a VDI of 4 TiB open and are walked at once, in little
# memory
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3

cd "$tmpdir"
python3 "$disks/mkvhdx.py" huge.vhdx huge.raw size=$((1 << 46)) states=6
python3 "$disks/mkvdi.py" huge.vdi huge.raw size=$((4 << 40)) blocks=d
python3 "$disks/mkvhd.py" huge.vhd huge.raw size=$((2040 << 30)) blocks=d
python3 - "$disks" <<'PYTHON'
import struct, sys
sys.path.insert(0, sys.argv[1])
import mkvmdk
capacity = 62 << 31
tables = -(-capacity // (128 * 512))
overhead = 21 + mkvmdk.sectors_of(tables * 4)
text = mkvmdk.descriptor_text(['RW %d SPARSE "x"' % capacity],
                              'monolithicSparse')
with open('huge.vmdk', 'wb') as f:
    f.write(mkvmdk.header(capacity, 128, 21, overhead + 8)
            + mkvmdk.pad(text, 20))
    f.seek(21 * 512 + 4 * (tables // 2))  # one table, one grain
    f.write(struct.pack('<I', overhead))
    f.seek(overhead * 512 + 40)
    f.write(struct.pack('<I', overhead + 8))
    f.truncate((overhead + 256) * 512)

import mkesx
middle = capacity // 16
mkesx.sesparse_file('huge-sesparse.vmdk', {middle: b'data' * 1024}, capacity,
                    1)
mkesx.sesparse_file('full-sesparse.vmdk', {middle: b'data' * 1024}, capacity,
                    1)
n = -(-capacity // 32768)
with open('full-sesparse.vmdk', 'r+b') as f:  # all tables are there, and empty
    f.seek(4096 * 512)
    f.write(struct.pack('<%dQ' % n, *(
        1 << 60 | (0 if i == middle // 4096 else i + (i < middle // 4096))
        for i in range(n))))
for name in 'huge', 'full':
    with open(name + '-se.vmdk', 'wb') as f:
        f.write(mkvmdk.descriptor_text(
            ['RW %d SESPARSE "%s-sesparse.vmdk"' % (capacity, name)],
            'seSparse'))
PYTHON

python3 - <<'PYTHON' # of qcow2: the header, L1, one L2 and a cluster
import struct
cluster, tables = 65536, 64 << 40 >> 29
l1, l2 = cluster, cluster + tables * 8
with open('huge.qcow2', 'wb') as f:
    f.write(struct.pack('>4sIQIIQIIQQIIQQQQII', b'QFI\xfb', 3, 0, 0, 16,
                        64 << 40, 0, tables, l1, 0, 0, 0, 0, 0, 0, 0, 4, 104))
    f.seek(l1 + 8 * (tables // 2))
    f.write(struct.pack('>Q', l2 | 1 << 63))
    f.seek(l2 + 40)
    f.write(struct.pack('>Q', l2 + cluster | 1 << 63))
    f.truncate(l2 + 2 * cluster)
PYTHON

# within_limits COMMAND...: runs it in 256 MiB of address space and a second
# of processor time, far more than it takes, far less than a whole table does.
within_limits ()
{
  (ulimit -v 262144 -t 1; "$@") || fail "$* takes too much"
}

for image in huge.vmdk huge-se.vmdk full-se.vmdk huge.vhdx huge.vhd huge.vdi \
  huge.qcow2; do
  within_limits "$dump" size "$image"
  within_limits "$dump" map "$image" >map
  [ "$(wc -l <map)" -le 3 ] || fail "$image: $(cat map)"
  [ "$(awk '$3 == "data"' map | wc -l)" = 1 ] || fail "$image: $(cat map)"
done

within_limits "$dump" check huge-se.vmdk
within_limits "$dump" check full-se.vmdk

# A VHDX of 64 TiB over another, with a log, and a block that is there in part.
# A child's last entries are in the log only.
python3 "$disks/mkvhdx.py" base.vhdx none size=$((1 << 46)) block=33554432 \
  at=1:6 states=
python3 "$disks/mkvhdx.py" clean.vhdx none size=$((1 << 46)) block=33554432 \
  at=2:6,2097151:7 states= parent=base.vhdx bits=all
python3 "$disks/mklog.py" clean.vhdx child.vhdx pages=0x40000,0x300000,0x131f000
for verb in size check map; do
  within_limits "$dump" $verb child.vhdx >out
done
cat >want <<EOT
0 33554432 hole
33554432 67108864 data
100663296 70368609959936 hole
70368710623232 33554432 data
EOT
diff out want || fail "a dirty child of 64 TiB reads wrong"
