# vmferry: every .vmx of the corpus is read or refused clearly, no key vanishes,
# and libvirt's and virt-v2v's own expectations hold
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
need_corpus vmx libvirt-xml

python3 -B "$top_srcdir/tests/formats/vmx/corpus.py" "$vmferry" "$corpus"

# What is emitted for each is what libvirt's schema allows.
requires virt-xml-validate
count=0
while IFS= read -r -d '' vmx; do
  "$vmferry" emit -o "$tmpdir/vm.xml" "$vmx" 2>"$tmpdir/err" || {
    grep -q encrypted "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
    continue
  }
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$vmx: $(head -n 3 "$tmpdir/out")"
  count=$((count + 1))
done < <(find "$corpus/vmx" -name '*.vmx' -print0 | sort -z)
echo "$count domains validate"
