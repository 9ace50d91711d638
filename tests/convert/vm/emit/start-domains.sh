# vmferry: starts domains of the corpus, for a test that sources this after
# tests/lib.sh
#
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

requires virsh qemu-system-x86_64 qemu-img unshare
need_corpus vmx
. "${top_srcdir:?}/tests/convert/vm/emit/embed.sh"
. "$top_srcdir/tests/convert/vm/emit/corpus-domains.sh"
qemu-img create -q -f qcow2 "$tmpdir/empty.qcow2" 10G

# start_all OPTION...: reads paths of definitions; each has to start, paused, by
# emulation, but for those with more memory than this host has.
start_all ()
{
  local xml name count=0 started large
  rm -rf "$tmpdir/domains"
  emit_domains "$@"
  make_startable
  for xml in "$tmpdir"/domains/v*.xml; do
    name=${xml##*/}
    name=${name%.xml}
    echo "create $xml --paused"
    echo "domstate $name"
    echo "destroy $name"
    count=$((count + 1))
  done >"$tmpdir/commands"
  embed "$tmpdir/commands" >"$tmpdir/out" 2>"$tmpdir/err" || true
  started=$(grep -c '^paused' "$tmpdir/out") || true
  large=$(grep -c 'Cannot allocate memory' "$tmpdir/err") || true
  echo "$* $started domains started, $large are too large for this host"
  [ $((started + large)) = "$count" ] ||
    fail "of $count: $(grep -A 1 'Failed to create' "$tmpdir/err")"
}
