# vmferry: a check calls damaged what qemu-img check does, entry by entry
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-img qemu-io python3
cd "$tmpdir"

# make OPTIONS SIZE CLUSTER: an image with a snapshot, called sound.
make ()
{
  rm -f sound
  qemu-img create -q -f qcow2 -o "$1,cluster_size=$3" sound "$2"
  qemu-io -f qcow2 -c "write -P 1 0 2k" -c "write -z 6k 1k" \
    -c "write -c -P 2 $((4 * $3)) $3" -c "write -c -P 3 $((5 * $3)) $3" \
    sound >/dev/null
  qemu-img snapshot -c one sound
  qemu-io -f qcow2 -c "write -P 4 1k 1k" -c "write -P 5 36k 512" sound \
    >/dev/null
}

for options in "compat=0.10 40k 512" "compat=1.1 40k 512" \
  "extended_l2=on 20M 16384"; do
  # shellcheck disable=SC2086
  make $options
  python3 "$top_srcdir/tests/formats/qcow2/damage.py" sound "$vmferry" >out ||
    fail "$options: $(tail -n 5 out)"
  echo "$test_name: $options: $(tail -n 1 out)"
done
