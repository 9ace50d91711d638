# vmferry: a matrix of vCPUs, cores per socket, memory and NUMA keys: each VM
# has the topology and the nodes that the documented rules give it, and passes
# libvirt's schema
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 xmllint
matrix=$top_srcdir/tests/convert/vm/hardware/cpu-matrix
schema=/usr/share/libvirt/schemas/domain.rng
[ -e "$schema" ] || skip "no $schema"

# The table follows from the rules, and a row that does not is noticed.
python3 "$matrix.py" rules "$matrix.txt" >"$tmpdir/out" ||
  fail "$(cat "$tmpdir/out")"
rows=$(tail -n 1 "$tmpdir/out")
[ "${rows% rows}" -ge 60 ] || fail "only $rows"
sed 's/ 3x2x1 / 1x6x1 /' "$matrix.txt" >"$tmpdir/wrong.txt"
! python3 "$matrix.py" rules "$tmpdir/wrong.txt" >"$tmpdir/out" ||
  fail "a wrong row goes unnoticed"

mkdir "$tmpdir/vm"
python3 "$matrix.py" vmx "$matrix.txt" "$tmpdir/vm" >/dev/null
for vmx in "$tmpdir/vm"/*.vmx; do
  "$vmferry" emit --network '*:default' \
    -o "${vmx%.vmx}.xml" "$vmx" 2>"$tmpdir/err" ||
    fail "$(basename "$vmx"): $(cat "$tmpdir/err")"
done
python3 "$matrix.py" check "$matrix.txt" "$tmpdir/vm" >"$tmpdir/out" ||
  fail "$(cat "$tmpdir/out")"
xmllint --noout --relaxng "$schema" "$tmpdir/vm"/*.xml 2>"$tmpdir/err" ||
  fail "$(grep -v validates "$tmpdir/err" | head -n 5)"
echo "$rows are as they should be"
