# vmferry: VMDKs that are sound, or can be read, and that other programs refuse
# or read wrong; each program is asked, so that a later one is noticed
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3
cd "$tmpdir"

# others MESSAGE COMMAND...: says so when another program does better by now.
others ()
{
  local message=$1
  shift
  command -v "$1" >/dev/null || return 0
  if "$@" >log 2>&1; then
    echo "$test_name: $1 no longer fails: $message"
  fi
}

# Behind the footer is what tapes and object stores pad with: "Invalid footer".
for case in stream-padded stream-padded-far; do
  python3 "$disks/mkvmdk.py" $case $case.vmdk $case.raw
  same_content $case.vmdk $case.raw
  others "a padded stream" qemu-img info $case.vmdk
  others "a padded stream" 7zz t $case.vmdk
done

# Tables in front of the grains, as qemu-img writes them: 7zz wants a footer.
if command -v qemu-img >/dev/null; then
  sample_disk disk.raw 5000192
  qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw q.vmdk
  same_content q.vmdk disk.raw
  others "tables in front" 7zz t q.vmdk
fi

# A directory that leads nowhere: qemu-img reads zeros, and says nothing.
python3 "$disks/mkvmdk.py" stream-footer footer.vmdk footer.raw
python3 - <<'PYTHON'
import struct
d = bytearray(open('footer.vmdk', 'rb').read())
at, = struct.unpack_from('<Q', d, len(d) - 1024 + 56)
d[at * 512:at * 512 + 4] = b'\xff' * 4
open('directory.vmdk', 'wb').write(d)
PYTHON
same_content directory.vmdk footer.raw
! command -v qemu-img >/dev/null ||
  others "a damaged directory" qemu-img compare -q -F raw directory.vmdk \
    footer.raw

# Hosted sparse: a redundant copy that differs (VirtualBox refuses it), grains
# of any legal size, entries per table of any power of two, capacities that
# cut tables, grains, even the last sector of a grain, versions 1 to 3, tables
# and entries beyond the capacity.
python3 - "$disks" <<'PYTHON'
import struct, sys
sys.path.insert(0, sys.argv[1])
import mkvmdk

def make(name, grain, capacity, entries=512, change=None):
    n = -(-capacity // grain)
    grains = mkvmdk.some_grains(min(n, 40), grain, n + grain)
    text = mkvmdk.descriptor_text(['RW %d SPARSE "../../etc/x.vmdk"' % capacity],
                                  'monolithicSparse')
    data = bytearray(mkvmdk.sparse_file(grains, capacity, grain, entries,
                                        descriptor=text))
    raw = mkvmdk.raw_of(grains, capacity, grain)
    if change:
        raw = change(data, raw)
    open(name + '.vmdk', 'wb').write(data)
    open(name + '.raw', 'wb').write(raw)

def mismatch(data, raw):
    rgd, = struct.unpack_from('<Q', data, 48)
    table, = struct.unpack_from('<I', data, rgd * 512)
    for at in range(table * 512, (table + 4) * 512, 4):
        if data[at:at + 4] != bytes(4):
            data[at:at + 4] = bytes(4)
            break
    return raw

def shorter(data, raw):
    struct.pack_into('<Q', data, 12, 101)  # of 320 sectors
    at = data.index(b'RW 320 ')
    data[at:at + 7] = b'RW 101 '
    return raw[:101 * 512]

def version(number):
    def change(data, raw):
        struct.pack_into('<I', data, 4, number)
        return raw
    return change

make('mismatch', 8, 320, change=mismatch)
make('grain-8', 8, 8 * 40)
make('grain-1m', 2048, 2048 * 7 + 9)
make('grain-32m', 65536, 65536 + 1)
make('one-entry', 16, 16 * 30 + 5, entries=1)
make('one-sector', 128, 128 * 20 + 1)
make('less', 8, 320, entries=16, change=shorter)
for number in 1, 2, 3:
    make('version-%d' % number, 8, 300, change=version(number))
PYTHON
for image in mismatch grain-8 grain-1m grain-32m one-entry one-sector less \
    version-1 version-2 version-3; do
  same_content $image.vmdk $image.raw
  "$dump" check $image.vmdk >findings || fail "$image: $(cat findings)"
  [ $image = mismatch ] || [ ! -s findings ] ||
    fail "$image: $(cat findings)"
done
"$dump" check mismatch.vmdk |
  grep "grain table 0 and its redundant copy: the copies differ" \
    >/dev/null ||
  fail "a copy that differs is not found"
python3 - <<'PYTHON'
d = open('grain-8.vmdk', 'rb').read()
open('text.vmdk', 'wb').write(d[:73] + d[73:].replace(b'\r\n', b'\n'))
PYTHON
refused text.vmdk "the file was transferred as text; copy it again"
