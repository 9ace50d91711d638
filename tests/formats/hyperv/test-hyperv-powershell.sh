# vmferry: what PowerShell tells of Hyper-V's VMs is read, whatever its
# encoding, one VM or several, enums as words or numbers
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3 iconv
export PYTHONDONTWRITEBYTECODE=1
fixtures=$top_srcdir/fixtures/machine/hyperv

# check FILE VM
check ()
{
  python3 "$top_srcdir/tests/formats/hyperv/powershell.py" "$vmferry" "$@"
}

# As Out-File of PowerShell 7 and of Windows PowerShell has it.
cp "$fixtures/export.json" "$tmpdir/utf-8.json"
{ printf '\xef\xbb\xbf'; cat "$fixtures/export.json"; } >"$tmpdir/mark.json"
{ printf '\xff\xfe'; iconv -t UTF-16LE "$fixtures/export.json"; } \
  >"$tmpdir/little.json"
{ printf '\xfe\xff'; iconv -t UTF-16BE "$fixtures/export.json"; } \
  >"$tmpdir/big.json"
for file in utf-8 mark little big; do
  check "$tmpdir/$file.json" db1
  check "$tmpdir/$file.json" old
done
check "$fixtures/get-vm.json" plain

# Several are shown one after another; one has to be chosen for the rest.
expect_status 0 "$vmferry" show "$fixtures/export.json"
[ "$(grep -c '^name: ' "$tmpdir/out")" = 2 ] || fail "$(cat "$tmpdir/out")"
expect_status 2 "$vmferry" emit "$fixtures/export.json"
grep -q 'there are several VMs (db1, old); say which one with --vm (or, of' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 0 "$vmferry" emit --vm old "$fixtures/export.json"
expect_status 0 "$vmferry" show --vm 6C5F7A2E-3A1E-4B6E-9B56-52B2F9F0A002 \
  "$fixtures/export.json"

# Of two with one name, none is guessed.
sed 's/"Name": "old"/"Name": "db1"/' "$fixtures/export.json" >"$tmpdir/same.json"
expect_status 2 "$vmferry" show --vm db1 "$tmpdir/same.json"
grep -q 'several VMs are called "db1", say which with --vm and its Id' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
expect_status 0 "$vmferry" show "$tmpdir/same.json"

# What cannot be is refused with a sentence.
sed 's/"ProcessorCount": 2/"ProcessorCount": 0/' "$fixtures/get-vm.json" \
  >"$tmpdir/none.json"
expect_status 1 "$vmferry" show "$tmpdir/none.json"
grep -q 'ProcessorCount: is 0, must be 1 to 2048' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
sed 's/"ProcessorCount": 2/"ProcessorCount": -1/' "$fixtures/get-vm.json" \
  >"$tmpdir/none.json"
expect_status 1 "$vmferry" show "$tmpdir/none.json"
grep -q 'ProcessorCount: is -1, must be 1 to 2048' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
# A number of no kind that is known takes no VM with it.
sed 's/"IsClustered": true/"IsClustered": 18446744073709551615/' \
  "$fixtures/export.json" >"$tmpdir/most.json"
"$vmferry" show --vm db1 "$tmpdir/most.json" | grep '^vCPUs: 12 ' \
  >/dev/null || fail "refused for a number beyond 64 bits"
head -c 700 "$fixtures/export.json" >"$tmpdir/cut.json"
expect_status 1 "$vmferry" show "$tmpdir/cut.json"
grep -q 'line [0-9]*: no valid JSON' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"

requires virt-xml-validate
for vm in db1 old; do
  "$vmferry" emit --vm $vm -o "$tmpdir/vm.xml" "$fixtures/export.json" \
    2>/dev/null
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$vm: $(head -n 3 "$tmpdir/out")"
done
