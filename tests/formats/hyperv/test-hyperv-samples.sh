# vmferry: generated definitions of Hyper-V, in binary and in XML, read as what
# went into them; damaged ones are refused by name; what is emitted validates
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires python3
export PYTHONDONTWRITEBYTECODE=1
make="$top_srcdir/fixtures/machine/mkvmcx.py"

mkdir "$tmpdir/samples" "$tmpdir/damage"
python3 "$make" "$tmpdir/samples"
python3 "$top_srcdir/tests/formats/hyperv/samples.py" "$vmferry" \
  "$tmpdir/samples"

# Each is refused with the sentence that names the place, or read if a whole
# copy of what is damaged is left.
python3 "$make" --damage "$tmpdir/damage"
for file in "$tmpdir"/damage/*.vmcx; do
  wanted=$(cat "${file%.vmcx}.txt")
  if [ -z "$wanted" ]; then
    expect_status 0 "$vmferry" show "$file"
  else
    expect_status 1 "$vmferry" show "$file"
    grep -qF "$wanted" "$tmpdir/err" || fail "$file: $(cat "$tmpdir/err")"
    [ "$(wc -l <"$tmpdir/err")" = 1 ] || fail "$file: $(cat "$tmpdir/err")"
  fi
done

# XML that is cut, that declares entities, or that has no VM in it.
head -c 4001 "$tmpdir/samples/gen1.xml" >"$tmpdir/cut.xml"
expect_status 1 "$vmferry" show "$tmpdir/cut.xml"
grep -q 'line [0-9]*: no well-formed XML' "$tmpdir/err" ||
  fail "$(cat "$tmpdir/err")"
cat >"$tmpdir/entity.xml" <<'EOF'
<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<configuration><settings>&x;</settings></configuration>
EOF
expect_status 1 "$vmferry" show "$tmpdir/entity.xml"
grep -q 'document type' "$tmpdir/err" || fail "$(cat "$tmpdir/err")"
echo '<configuration><settings/></configuration>' >"$tmpdir/empty.xml"
expect_status 1 "$vmferry" show "$tmpdir/empty.xml"
grep -q 'settings/processors/count: is not there, must be 1 to' \
  "$tmpdir/err" || fail "$(cat "$tmpdir/err")"

requires virt-xml-validate
for file in "$tmpdir"/samples/*.vmcx; do
  [ "${file##*/}" != large.vmcx ] || continue
  "$vmferry" emit -o "$tmpdir/vm.xml" "$file" 2>/dev/null ||
    fail "$file is not emitted"
  virt-xml-validate "$tmpdir/vm.xml" domain >"$tmpdir/out" 2>&1 ||
    fail "$file: $(head -n 3 "$tmpdir/out")"
done
