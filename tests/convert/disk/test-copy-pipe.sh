# vmferry: copying a stream-optimized VMDK that comes through a pipe: one pass,
# the same bytes, and nothing left of a stream that is not whole
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires python3
cd "$tmpdir"

mkdir dir
target=$tmpdir/dir/target

# piped OPTION... FILE RAW: FILE copies through a pipe to what RAW holds.
piped ()
{
  local raw=${*: -1} file=${*: -2:1}
  cat "$file" | "$vmferry" copy -q "${@:1:$#-2}" - "$target" ||
    fail "$file does not copy through a pipe"
  same_content "$target" "$raw"
  rm "$target"
}

# not_piped FILE TEXT...: FILE is refused with each of the texts, and leaves
# nothing.
not_piped ()
{
  local file=$1 text
  shift
  expect_status 1 sh -c 'cat "$2" | "$1" copy -O raw - "$3"' sh "$vmferry" \
    "$file" "$target"
  for text; do
    grep -Fq -e "$text" err || fail "$file: not '$text': $(cat err)"
  done
  [ -z "$(ls -A dir)" ] || fail "$file: something is left: $(ls -A dir)"
}

for case in stream-footer stream-unordered stream-padded stream-padded-far \
    stream-front stream-tiny; do
  python3 "$disks/mkvmdk.py" "$case" "$case.vmdk" "$case.raw"
  for threads in 1 2 8; do
    piped -O raw --threads $threads "$case.vmdk" "$case.raw"
  done
  piped -O raw --engine plain "$case.vmdk" "$case.raw"
  piped -O qcow2 --cluster-size 4k "$case.vmdk" "$case.raw"
done

# Grains of 8 KiB make up clusters of 64 KiB, as long as they come in order.
piped stream-footer.vmdk stream-footer.raw
piped -c zstd stream-footer.vmdk stream-footer.raw
expect_status 1 "$vmferry" copy - "$target" < <(cat stream-unordered.vmdk)
grep -q "come in another order than the target needs" err || fail "$(cat err)"
[ -z "$(ls -A dir)" ] || fail "something is left: $(ls -A dir)"

: >nothing
not_piped nothing "vmferry: standard input: is empty"

# The list of what an earlier copy lost says nothing of this one.
echo '{}' >"$target.lost.json"
piped stream-footer.vmdk stream-footer.raw
[ -z "$(ls -A dir)" ] || fail "something is left: $(ls -A dir)"

# By other names than "-": a FIFO, and what leads to standard input.
cat stream-footer.vmdk | "$vmferry" copy -q -O raw /dev/stdin "$target"
cmp stream-footer.raw "$target"
mkfifo fifo
cat stream-footer.vmdk >fifo &
"$vmferry" copy -q -O raw fifo "$target"
wait
cmp stream-footer.raw "$target"
"$vmferry" copy -q -O raw - "$target" <stream-footer.vmdk # is a file
cmp stream-footer.raw "$target"
rm "$target"

# What other programs write: without any marker at the end, the tables in front
# say whether all came.
if command -v qemu-img >/dev/null; then
  sample_disk disk.raw 20000256
  qemu-img convert -f raw -O vmdk -o subformat=streamOptimized disk.raw q.vmdk
  piped -O raw q.vmdk disk.raw
  piped q.vmdk disk.raw
  head -c "$(($(stat -c %s q.vmdk) - 70000))" q.vmdk >cut.vmdk
  not_piped cut.vmdk "stream: damaged or cut off behind"
fi
stream=/usr/lib/python3/dist-packages/VMDKstream.py
if [ -e "$stream" ]; then
  sample_disk disk.raw 20000256
  python3 "$stream" disk.raw s.vmdk
  piped -O raw s.vmdk disk.raw
fi

# Cut off anywhere: in the header, before the grains, in a marker, in a grain,
# in a table, before the footer, before the end marker.
size=$(stat -c %s stream-tiny.vmdk)
for n in 0 100 512 30000 65536 65540 $((65536 + 512)) 66000 $((size - 3000)) \
    $((size - 2000)) $((size - 1536)) $((size - 1000)) $((size - 512)); do
  head -c "$n" stream-tiny.vmdk >cut.vmdk
  not_piped cut.vmdk "standard input: "
done
head -c 70000 stream-footer.vmdk >cut.vmdk
not_piped cut.vmdk "behind 1 grains, up to guest byte 8192 of 9012736"

# Damage: of a grain, of a marker, a grain that is left out, one twice.
python3 - <<'PYTHON'
import struct
d = open('stream-footer.vmdk', 'rb').read()
g, at = [], 65536
while True:
    value, size = struct.unpack_from('<QI', d, at)
    if size == 0:
        break
    length = -(-(12 + size) // 512) * 512
    g.append((at, at + length))
    at += length
a, b = g[40]
for name, data in (
        ('grain', d[:a + 30] + b'\xff' + d[a + 31:]),
        ('marker', d[:a] + b'\1' + d[a + 1:]),
        ('lacks', d[:a] + d[b:]),
        ('twice', d[:b] + d[a:]),
        ('table', d[:at + 512] + struct.pack('<I', 77) + d[at + 516:]),
        ('footer', d[:-1024 + 12] + b'\7' + d[-1024 + 13:])):
    open(name, 'wb').write(data)
PYTHON
not_piped grain "are no sound zlib stream"
not_piped marker "grain marker at byte" "must be for a multiple of 16"
not_piped lacks "its tables lead to 473 grains, which is not what came"
not_piped twice "a second grain for guest byte"
not_piped table "its tables lead to"
not_piped footer "is of another image than the header"

# What takes more than one pass says what to do.
not_piped stream-tiny.raw "the only kind of image" "save it to a file first"
python3 "$disks/mkvmdk.py" sparse sparse.vmdk sparse.raw
not_piped sparse.vmdk "is of a VMDK that is not stream-optimized"
python3 "$disks/mkvmdk.py" stream-no-markers none.vmdk none.raw
not_piped none.vmdk "grains have no markers; save it to a file first"
expect_status 1 "$vmferry" copy -f raw - "$target" < <(cat sparse.raw)
grep -q "the raw format cannot be read in one pass; save the" err ||
  fail "$(cat err)"
for command in info map check; do
  expect_status 1 "$vmferry" $command - < <(cat stream-tiny.vmdk)
  grep -q "a pipe can be read only once.*save it to a file first" err ||
    fail "$command: $(cat err)"
done
expect_status 2 "$vmferry" copy --salvage - "$target" < <(cat stream-tiny.vmdk)

# A target that fails ends the copy, and so does a signal while nothing comes.
expect_status 1 "$vmferry" copy - "$tmpdir/none/target" \
  < <(cat stream-tiny.vmdk)
sleep 60 >fifo &
sleeper=$!
expect_status 124 timeout -s INT 1 "$vmferry" copy -O raw fifo "$target"
kill $sleeper
[ -z "$(ls -A dir)" ] || fail "a signal left something: $(ls -A dir)"

# Streams of the field come through a pipe as they come from a file.
[ -d "$corpus/vmdk" ] || exit 0
find "$corpus/vmdk" -type f -size -20M | sort | while read -r file; do
  head -c 1048576 "$file" |
    grep 'createType="streamOptimized"' >/dev/null || continue
  "$vmferry" info "$file" >/dev/null 2>&1 || continue
  cat "$file" | "$vmferry" copy -q --no-fsync - "$target"
  "$vmferry" compare -q "$file" "$target" ||
    fail "$file is another disk through a pipe"
done
