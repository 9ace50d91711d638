# vmferry: no copy takes more than 64 MiB: with as many threads as there can
# be, the largest clusters and grains, and disks of very many pieces
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img
cd "$tmpdir"

# copies_within_limit ARG...: runs "vmferry copy" and looks at its peak memory.
copies_within_limit ()
{
  rm -f target
  python3 - "$vmferry" copy -q --no-fsync "$@" target <<'PYTHON'
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
peak = usage.ru_maxrss // 1024
print(f'{peak} MiB, {usage.ru_utime + usage.ru_stime:.2f} s:',
      ' '.join(sys.argv[4:-1]))
sys.exit(os.waitstatus_to_exitcode(status) or peak > 64)
PYTHON
}

# Sparse VMDKs of DISK bytes in which every other grain has data, zeros here.
alternating ()
{
  python3 - "$disks" "$@" <<'PYTHON'
import array, sys
sys.path.insert(0, sys.argv[1])
import mkvmdk
name, disk, grain = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) // 512
capacity = disk // 512
tables = capacity // grain // 512
table = 21 + mkvmdk.sectors_of(tables * 4)
at = table + 4 * tables
at += -at % grain
text = mkvmdk.descriptor_text(['RW %d SPARSE "x"' % capacity],
                              'monolithicSparse')
with open(name, 'wb') as f:
    f.write(mkvmdk.header(capacity, grain, 21, at) + mkvmdk.pad(text, 20))
    f.seek(21 * 512)
    array.array('I', range(table, table + 4 * tables, 4)).tofile(f)
    f.seek(table * 512)
    for _ in range(tables):
        entries = array.array('I', [0]) * 512
        entries[::2] = array.array('I', range(at, at + 256 * grain, grain))
        at += 256 * grain
        entries.tofile(f)
    f.truncate(at * 512)
PYTHON
}

# One stream with grains of 32 MiB, and what compresses as a disk does.
python3 - "$disks" <<'PYTHON'
import random, sys
sys.path.insert(0, sys.argv[1])
import mkvmdk
rng = random.Random(1)
words = [rng.randbytes(6) for _ in range(20000)]
grain = 65536
grains = {g: b''.join(rng.choices(words, k=grain * 512 // 6 + 1))[:grain * 512]
          for g in range(3)}
mkvmdk.write('large.vmdk', mkvmdk.stream_file(grains, 3 * grain, grain,
                                              [0, 1, 2], True))
with open('disk.raw', 'wb') as f:
    f.write(b''.join(grains[g] for g in range(3)))
PYTHON
qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw s.vmdk
qemu-img convert -f raw -O vhdx disk.raw disk.vhdx
qemu-img convert -f raw -O qcow2 -c -o cluster_size=2M disk.raw 2m.qcow2

for source in large.vmdk s.vmdk disk.vhdx 2m.qcow2; do
  copies_within_limit --threads 16 -O raw $source
  copies_within_limit --threads 16 --cluster-size 2M $source
  for codec in deflate zstd; do
    copies_within_limit --threads 16 -c $codec --cluster-size 2M $source
    copies_within_limit --threads 16 -c $codec $source
  done
done
for level in 12 19; do
  codec=deflate
  [ $level = 12 ] || codec=zstd
  copies_within_limit --threads 16 -c $codec --level $level disk.vhdx
done

# Two million ranges, of which the list has room for half; and, a thousand
# times as large, nothing.
alternating many.vmdk $((1 << 34)) 4096
copies_within_limit --threads 16 --cluster-size 4k many.vmdk
copies_within_limit --threads 16 -O raw many.vmdk
copies_within_limit --threads 16 --cluster-size 4k -c zstd many.vmdk
python3 "$disks/mkvhdx.py" huge.vhdx huge.raw size=$((1 << 46)) states=6
copies_within_limit --threads 16 huge.vhdx
echo "$test_name: passed"
