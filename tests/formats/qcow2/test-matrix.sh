# vmferry: qcow2 of every mixture of options reads as qemu-img reads it
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors
#
# Each row is one image: options that are drawn by a fixed seed until each pair
# of values has been there, and writes that are drawn as well.

. "${top_srcdir:?}/tests/lib.sh"
. "$top_srcdir/tests/formats/disks.sh"
requires qemu-img qemu-io python3
cd "$tmpdir"

cat >rows.py <<'PYTHON'
import itertools, random
rng = random.Random(7)
AXES = {
    "compat": ["0.10", "1.1"],
    "cluster_size": [512, 4096, 16384, 65536, 2 << 20],
    "compression_type": ["none", "zlib", "zstd"],
    "extended_l2": ["off", "on"],
    "refcount_bits": [1, 2, 4, 8, 16, 32, 64],
    "preallocation": ["off", "metadata"],
    "snapshots": [0, 2],
    "backing": ["no", "raw", "qcow2"],
    "data_file": ["no", "raw", "own"],
}

def is_legal(row):
    if row["compat"] == "0.10" and (
            row["compression_type"] == "zstd" or row["extended_l2"] == "on"
            or row["refcount_bits"] != 16 or row["data_file"] != "no"):
        return False
    if row["extended_l2"] == "on" and row["cluster_size"] < 16384:
        return False
    if row["data_file"] != "no" and (row["compression_type"] != "none"
                                     or row["snapshots"]):
        return False
    if row["backing"] != "no" and (row["preallocation"] != "off"
                                   or row["data_file"] == "raw"):
        return False
    return not (row["snapshots"] and row["refcount_bits"] < 8)

def pairs(row):
    return set(itertools.combinations(row.items(), 2))

def options(row):
    text = [f"{key}={row[key]}" for key in ("compat", "cluster_size",
                                            "preallocation")]
    if row["compat"] == "1.1":
        text += [f"{key}={row[key]}" for key in ("extended_l2",
                                                 "refcount_bits")]
    if row["compression_type"] == "zstd":
        text.append("compression_type=zstd")
    if row["data_file"] != "no":
        raw = "on" if row["data_file"] == "raw" else "off"
        text += ["data_file=data.bin", f"data_file_raw={raw}"]
    return ",".join(text)

def commands(row, size):
    out = []
    for _ in range(8):
        cluster = row["cluster_size"]
        start = rng.randrange(size // 512) * 512
        n = min(rng.choice([512, 4096, 70000 // 512 * 512, cluster]),
                size - start)
        kind = rng.choice(["write -P %d" % rng.randint(1, 255), "write -z",
                           "write -z -u", "discard"])
        if row["compression_type"] != "none" and rng.random() < 0.5:
            start = start // cluster * cluster
            n = min(cluster, size - start)
            kind = "write -c -P %d" % rng.randint(1, 255)
        out.append(f"-c '{kind} {start} {n}'")
    return " ".join(out)

seen = set()
for _ in range(3000):
    row = {key: rng.choice(values) for key, values in AXES.items()}
    if not is_legal(row) or pairs(row) <= seen:
        continue
    new = pairs(row) - seen
    if len(new) < 4 and rng.random() < 0.95:
        continue
    seen |= pairs(row)
    size = 5 * 1024 * 1024 + rng.choice([0, 512, 65536 + 1536])
    print(row["backing"], row["snapshots"], size, options(row),
          commands(row, size), commands(row, size), sep="\t")
PYTHON
python3 rows.py >rows

qemu-img create -q -f raw base.raw 6M
qemu-io -f raw -c "write -P 200 100k 4M" base.raw >/dev/null
qemu-img create -q -f qcow2 -b base.raw -F raw base.qcow2 4M
qemu-io -f qcow2 -c "write -P 201 300k 1M" -c "write -z 2M 1M" base.qcow2 \
  >/dev/null

# agrees WHAT: content, map and soundness are what qemu-img says.
agrees ()
{
  qemu-img convert -f qcow2 -O raw image.qcow2 theirs.raw
  "$vmferry" copy -q --no-fsync -O raw image.qcow2 ours.raw
  cmp ours.raw theirs.raw || fail "$1: reads differently"
  rm ours.raw theirs.raw
  case $1 in # qemu-img looks for holes in what is preallocated
    *preallocation=metadata* | *data_file*) ;;
    *) same_map image.qcow2 ;;
  esac
  qemu-img check -q image.qcow2 || fail "$1: qemu-img finds it damaged"
  "$vmferry" check image.qcow2 >out || fail "$1: $(cat out)"
  ! grep -v ": sound," out || fail "$1: $(cat out)"
}

# change COMMANDS: what the guest does; a compressed cluster that would go over
# another is refused, which does no harm.
change ()
{
  eval "qemu-io -f qcow2 $1 image.qcow2" >/dev/null 2>&1 || :
}

count=0
while IFS=$'\t' read -r backing snapshots size options first second; do
  rm -f image.qcow2 data.bin
  case $backing in
    no) set -- ;;
    *) set -- -b "base.$backing" -F "$backing" ;;
  esac
  qemu-img create -q -f qcow2 -o "$options" "$@" image.qcow2 "$size"
  change "$first"
  for ((i = 0; i < snapshots; i++)); do
    qemu-img snapshot -c "s$i" image.qcow2
    change "$second"
  done
  agrees "$options, backing $backing, $first, $second"
  count=$((count + 1))
done <rows
[ "$count" -ge 20 ] || fail "only $count rows"
echo "$test_name: $count images"
