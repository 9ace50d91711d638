# vmferry: QEMU starts each machine of the corpus, up to where its guest would,
# by the script of emit --to qemu and with empty disks
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-system-x86_64 qemu-img
need_corpus vmx ovf ova hyperv-config libvirt-xml
qemu=$top_srcdir/tests/convert/vm/emit/qemu-small.sh

mkdir "$tmpdir/texts"
find "$corpus"/{vmx,ovf,ova,hyperv-config,libvirt-xml} -type f |
  sort >"$tmpdir/list"
"$top_builddir/tests/convert/vm/emit/emit-all" "$tmpdir/texts" <"$tmpdir/list" \
  >/dev/null

# More than 255 vCPUs need KVM; a TPM needs swtpm.
started=0 failed=0
for script in "$tmpdir/texts"/*.qemu; do
  if grep -qE -- '-smp cpus=[0-9]+,maxcpus=(25[6-9]|2[6-9][0-9])' "$script"; then
    continue
  fi
  if grep -q swtpm "$script" && ! command -v swtpm >/dev/null; then
    continue
  fi
  started=$((started + 1))
  if ! printf '%s\n' '{"execute":"qmp_capabilities"}' '{"execute":"quit"}' |
    ACCEL=tcg QEMU=$qemu SCREEN=none CONSOLE=null timeout 60 \
      sh "$script" -S -qmp stdio >"$tmpdir/out" 2>&1; then
    failed=$((failed + 1))
    echo "$(basename "$script"): $(tail -n 1 "$tmpdir/out")" >&2
  fi
  rm -f "$tmpdir/texts"/*.qcow2
done
echo "$started started"
[ "$failed" = 0 ] || fail "$failed of $started"
[ "$started" -ge 400 ] || fail "only $started"
