#!/bin/bash
# vmferry: the main job, end to end: the sample VM as VMware left it is
# converted, boots on virtio, and inside it everything is as it was promised.
# Others source this as "test-convert.sh VARIANT [nbd]" for another disk, and
# for one that is served by NBD.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 nbdkit jq

variant=${1:-monolithicSparse}
guest=$("$top_srcdir/fixtures/guest/make-guest" --format "$variant")
source=$guest/$variant
before=$(cd "$source" && same_state ./*)
target=$tmpdir/target

# said FACT: the converted guest must have printed exactly this fact.
said ()
{
  grep -qxF "VMFERRY-FACT $1" "$tmpdir/facts" ||
    fail "the converted guest does not say '$1': $(
          grep -F "${1%%=*}=" "$tmpdir/facts" || true)"
}

more=()
if [ "${2:-}" = nbd ]; then
  "$vmferry" serve "$source"/sample.vmdk --socket "$tmpdir/socket" \
             --pid-file "$tmpdir/pid" >/dev/null &
  cleanup kill "$!"
  for _ in {1..100}; do
    [ ! -s "$tmpdir/pid" ] || break
    sleep 0.1
  done
  more=(--disk "scsi0:0=nbd+unix:///?socket=$tmpdir/socket")
fi

expect_status 0 "$vmferry" convert "$source/sample.vmx" -o "$target" \
              ${more[@]+"${more[@]}"}
qemu-img check -q "$target/Sample VM-sda.qcow2" ||
  fail "qemu-img check finds something in the converted disk"
[ "$(find "$target" -type f | wc -l)" = 4 ] ||
  fail "not the four files that were promised: $(ls -A "$target")"
jq -e '.success and .failure == null and (.proof | all(.ok))' \
   "$target/Sample VM.report.json" >/dev/null || fail "the report says no"
grep -q '</html>' "$target/Sample VM.report.html" || fail "no HTML report"
if command -v virt-xml-validate >/dev/null; then
  virt-xml-validate "$target/Sample VM.xml" domain >/dev/null ||
    fail "the definition is not valid"
fi

expect_status 0 "$vmferry" boot "$target/Sample VM.xml" --timeout 600 \
              --console-log "$tmpdir/console"
tr -d '\r' <"$tmpdir/console" | grep -o 'VMFERRY-FACT .*' >"$tmpdir/facts"
said root=/dev/vda1
said swap=/dev/vda2
said disk-driver=vda:virtio_blk
said "nic=ens192 mac=00:50:56:3f:12:34 driver=virtio_net addr=192.0.2.10/24"
said failed-units=
said vmware-services=
said vmware-units=
said vmware-packages=
said dpkg-audit=clean
said apt-check=clean
said end

[ "$(cd "$source" && same_state ./*)" = "$before" ] ||
  fail "the source was changed"
