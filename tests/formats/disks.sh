# vmferry: what the tests of disk formats share; sourced after tests/lib.sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

dump=${top_builddir:?}/tests/tools/dump-image
disks=${top_srcdir:?}/fixtures/disks
export PYTHONDONTWRITEBYTECODE=1

# sample_disk FILE SIZE: a raw disk with random, repeated and no data.
sample_disk ()
{
  python3 - "$1" "$2" <<'PYTHON'
import random, sys
rng = random.Random(5)
size = int(sys.argv[2])
with open(sys.argv[1], 'wb') as f:
    f.truncate(size)
    for start in range(0, size - 65536, 65536):
        kind = rng.random()
        f.seek(start + rng.randrange(0, 4096))
        if kind < 0.2:
            f.write(rng.randbytes(61440))
        elif kind < 0.4:
            f.write(bytes([start >> 16 & 0xff or 1]) * 61440)
        elif kind < 0.5:
            f.write(rng.randbytes(100))
    f.seek(size - 9)
    f.write(b'the end.\n')
PYTHON
}

# same_content IMAGE RAW: fails unless IMAGE reads as RAW, padded with zeros.
same_content ()
{
  local size
  size=$("$dump" size "$1") || fail "$1 does not open"
  cp --sparse=always "$2" "$tmpdir/padded"
  truncate -s "$size" "$tmpdir/padded"
  "$dump" read "$1" | cmp - "$tmpdir/padded" || fail "$1 does not read as $2"
}

# same_map IMAGE: fails unless data is where qemu-img has it.
same_map ()
{
  qemu-img map --output=json "$1" | python3 -c '
import json, sys
end = {"data": False, "zero": False, "start": 0, "length": 0}
start = length = 0
for r in json.load(sys.stdin) + [end]:
    if r["data"] and not r["zero"]:
        start, length = (start if length else r["start"]), length + r["length"]
    elif length:
        print(start, length)
        length = 0' >"$tmpdir/qemu-map"
  "$dump" map "$1" | awk '$3 == "data" { print $1, $2 }' >"$tmpdir/our-map"
  diff "$tmpdir/qemu-map" "$tmpdir/our-map" ||
    fail "$1 has its data elsewhere than qemu-img says"
}

# sound IMAGE: fails when the check says anything.
sound ()
{
  "$dump" check "$1" >"$tmpdir/findings" || fail "$1 is damaged: \
$(cat "$tmpdir/findings")"
  [ ! -s "$tmpdir/findings" ] || fail "$1: $(cat "$tmpdir/findings")"
}

# refused IMAGE TEXT...: fails unless it is refused with all of the texts.
refused ()
{
  local image=$1 text
  shift
  expect_status 1 "$dump" size "$image"
  for text; do
    grep -Fq -e "$text" "$tmpdir/err" ||
      fail "$image is not refused with '$text': $(cat "$tmpdir/err")"
  done
}
