# vmferry: VHDX that were not closed in order: read with their log applied in
# memory, where qemu-img refuses to read without writing, 7-Zip refuses, and
# libvhdi reads stale tables
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3 qemu-img

cd "$tmpdir"
python3 "$disks/mkvhdx.py" clean.vhdx clean.raw states=6,0,2,6,6

# dirty [KEY=VALUE...]: x.vhdx is clean.vhdx with a log, as mklog.py has it.
dirty ()
{
  python3 "$disks/mklog.py" clean.vhdx x.vhdx "$@"
}

# replayed ARGUMENTS...: such a file reads as it should, is not changed, and
# what qemu-img makes of a copy reads the same.
replayed ()
{
  dirty "$@"
  same_state x.vhdx >before
  "$dump" read x.vhdx | cmp - clean.raw || fail "log $* is replayed wrong"
  "$dump" check x.vhdx >findings || fail "$* is damaged: $(cat findings)"
  grep -q "^0 0 0 log: the file was not closed in order" findings ||
    fail "the check says nothing of the log"
  same_state x.vhdx | cmp - before || fail "reading changed the file"
  qemu-img check -q -r all x.vhdx || fail "qemu-img does not replay $*"
  qemu-img convert -f vhdx -O raw x.vhdx qemu.raw
  cmp qemu.raw clean.raw || fail "qemu-img has other content for $*"
}

tables=0x30000,0x40000,0x200000,0x210000,0x300000
replayed pages=0x300000
replayed "pages=$tables"
replayed "pages=$tables" entries=3
replayed "pages=$tables" entries=3 old=1
replayed "pages=$tables" zeros=0x310000+65536,0x201000+4096 entries=2
replayed "pages=$tables" start=1040384
# A sequence that wraps: qemu-img compares first entries, where the last ones
# count, takes what is behind the wrap for the newest, and loses the rest.
dirty "pages=$tables" zeros=0x310000+65536 entries=2 start=1040384
"$dump" read x.vhdx | cmp - clean.raw || fail "a log that wraps reads wrong"
# A whole block, of which the first page is zeros in between.
dirty "pages=$(seq -s, 4194304 4096 4460544)"
"$dump" read x.vhdx | cmp - clean.raw || fail "data of the log reads wrong"
dirty "pages=$(seq -s, 4194304 4096 4591616)" entries=1 start=700416
"$dump" read x.vhdx | cmp - clean.raw || fail "a wrapped entry reads wrong"

# The file did not grow before the writer was cut off.
python3 "$disks/mkvhdx.py" grown.vhdx grown.raw states=6,6
size=$(stat -c %s grown.vhdx)
python3 - "$size" <<'PYTHON'
import sys
end = int(sys.argv[1])
with open('grown.vhdx', 'r+b') as f:
    f.seek(end - 65536)
    f.write(bytes(65536))
PYTHON
"$dump" read grown.vhdx >grown.raw
python3 "$disks/mklog.py" grown.vhdx x.vhdx pages=0x300000 cut=65536
"$dump" read x.vhdx | cmp - grown.raw || fail "the file does not grow"

# vmferry says that there is a log.
dirty "pages=$tables"
"$vmferry" info x.vhdx 2>info.err |
  grep -x 'log: applied in memory' >/dev/null ||
  fail "info says nothing of the log"
grep -q 'warning: x.vhdx: log: the file was not closed in order' info.err ||
  fail "no warning that there is a log: $(cat info.err)"
"$vmferry" info clean.vhdx | grep -x 'log: empty' >/dev/null ||
  fail "a log that is empty"
"$vmferry" copy -q -O raw x.vhdx copied.raw
cmp copied.raw clean.raw || fail "a copy of a dirty file is wrong"

# What breaks a rule is no entry, and without one there is no sequence.
for what in guid length tail sequence count descriptor order torn checksum; do
  dirty "pages=$tables" "break=$what"
  refused x.vhdx "log: the file was not closed in order, but none of its" \
    "entries at byte 1048576 end a complete sequence"
done
dirty "pages=$tables" break=flushed
refused x.vhdx "log: flushed file size of the entry at byte 0 of it is"
dirty "pages=$tables" break=target
refused x.vhdx "log: entry at byte 0 of it: it changes 4096 bytes at byte \
65536, must not change headers or the log"

# A torn last entry: what was complete before it counts.
dirty pages=0x300000,0x400000 entries=2 break=torn
python3 - <<'PYTHON'
with open('clean.raw', 'rb') as f, open('x.vhdx', 'rb') as x:
    content = bytearray(f.read())
    block = content.index(x.read()[0x401000:0x402000]) - 4096
content[block:block + 4096] = b'\xa5' * 4096
with open('torn.raw', 'wb') as f:
    f.write(content)
PYTHON
"$dump" read x.vhdx | cmp - torn.raw || fail "a torn entry is replayed"
