# vmferry: the Hyper-V definitions of the corpus are read; no key vanishes
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus hyperv-config

export PYTHONDONTWRITEBYTECODE=1
python3 "$top_srcdir/tests/formats/hyperv/corpus.py" "$vmferry" \
  "$corpus/hyperv-config"

# A saved state has the same container, but no VM in it.
expect_status 1 "$vmferry" show \
  "$corpus/hyperv-config/fox-it-dissect.hypervisor/test.VMRS"
grep -q 'a saved state' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

requires virt-xml-validate
while IFS= read -r -d '' definition; do
  "$vmferry" emit -o "$tmpdir/vm.xml" "$definition" 2>/dev/null
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$definition: $(head -n 3 "$tmpdir/out")"
done < <(find "$corpus/hyperv-config" \( -name '*.vmcx' -o -name '*.xml' \) \
  -print0)
