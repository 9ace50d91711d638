# vmferry: libvirt's QEMU driver defines each domain of the corpus, and changes
# nothing that a guest would see
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires virsh qemu-system-x86_64 unshare python3
need_corpus vmx
. "$top_srcdir/tests/convert/vm/emit/embed.sh"
. "$top_srcdir/tests/convert/vm/emit/corpus-domains.sh"

corpus_definitions | emit_domains
for xml in "$tmpdir"/domains/v*.xml; do
  name=${xml##*/}
  name=${name%.xml}
  echo "define $xml --validate"
  echo "dumpxml $name --inactive"
  echo "undefine $name --nvram"
done >"$tmpdir/commands"
embed "$tmpdir/commands" >"$tmpdir/out" 2>"$tmpdir/err" || true
grep '^error' "$tmpdir/err" && fail "libvirt does not define them all"
awk -v folder="$tmpdir/domains" '
  / dumpxml v[0-9]+ --inactive$/ { file = folder "/" $(NF - 1) ".defined"; next }
  file { print >file }
  /^<\/domain>/ { file = "" }' "$tmpdir/out"
python3 "$top_srcdir/tests/convert/vm/emit/defined.py" "$tmpdir/domains"
[ ! -e "$tmpdir/refused" ] || sed 's/^/refused: /' "$tmpdir/refused"
