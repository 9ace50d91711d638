# vmferry: what we write as qcow2, qemu-img reads the same and finds sound
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img python3
cd "$tmpdir"

# make_disk FILE SIZE SEED KIND: a raw disk of runs of noise, text and zeros.
make_disk ()
{
  python3 - "$@" <<'EOF'
import random, sys
name, size, seed, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
rng = random.Random(seed)
with open(name, "wb") as f:
    f.truncate(size)
    for _ in range({"empty": 0, "sparse": 40, "full": 0}[kind]):
        n = min(rng.choice([1, 511, 4096, 65536, 300000]), size)
        f.seek(rng.randrange(0, size - n + 1))
        f.write(rng.choice([rng.randbytes(n), b"text" * (n // 4), bytes(n)]))
    if kind == "full":
        f.write((rng.randbytes(3000) + b"x" * 70000) * (size // 73000 + 1))
        f.truncate(size)
EOF
}

# sound DISK OPTION...: copies the disk and asks qemu-img about the result.
sound ()
{
  local disk=$1
  shift
  rm -f ours.qcow2
  "$vmferry" copy -q --no-fsync -f raw "$@" "$disk" ours.qcow2
  qemu-img check -q -f qcow2 ours.qcow2 ||
    fail "$disk $*: $(qemu-img check ours.qcow2 2>&1 | tail -n 4)"
  qemu-img compare -q -f raw -F qcow2 "$disk" ours.qcow2 ||
    fail "$disk $*: differs for qemu-img"
  "$vmferry" compare -q -f raw "$disk" ours.qcow2 || fail "$disk $*: differs"
  "$vmferry" check -q ours.qcow2 || fail "$disk $*: we find damage"
}

make_disk empty.raw 10485760 1 empty
make_disk odd.raw 5000192 2 sparse
make_disk full.raw 3145728 3 full
make_disk wide.raw 700000256 4 sparse
truncate -s 512 one.raw
truncate -s 0 none.raw

for disk in empty.raw odd.raw full.raw wide.raw one.raw none.raw; do
  for size in 512 4k 64k 2M; do
    for compress in "" "-c deflate" "-c zstd"; do
      # shellcheck disable=SC2086
      sound "$disk" --cluster-size "$size" $compress
    done
  done
  sound "$disk" --engine plain
  sound "$disk" -c deflate --level 9 --request-size 64k --threads 3
  sound "$disk" --cluster-size 2M --request-size 64k
done
sound odd.raw --cluster-size 2M --request-size 64k --engine plain

# Zeros that the source calls data take no room.
python3 -c 'import sys; sys.stdout.buffer.write(bytes(8 << 20) + b"x")' >z.raw
"$vmferry" copy -q --no-fsync -f raw z.raw ours.qcow2
size=$(stat -c %s ours.qcow2)
[ "$size" -le 524288 ] || fail "zeros take room: $size bytes"

# No size of a sector's part is lost: QEMU counts in sectors.
printf 'end' >>odd.raw
"$vmferry" copy -q --no-fsync -f raw odd.raw ours.qcow2
"$vmferry" compare -q -f raw odd.raw ours.qcow2 || fail "the end is lost"

# What cannot be is refused, and leaves nothing.
rm -f ours.qcow2
for bad in "--cluster-size 3000" "--cluster-size 4M" "-c zstd --level 99"; do
  # shellcheck disable=SC2086
  "$vmferry" copy -q -f raw $bad full.raw ours.qcow2 2>err &&
    fail "$bad was taken"
  [ "$(grep -c '^vmferry: ' err)" = 1 ] || fail "$bad: $(cat err)"
done
[ -z "$(find . -name '*ours*')" ] || fail "something is left"
echo "$test_name: qemu-img finds nothing"
