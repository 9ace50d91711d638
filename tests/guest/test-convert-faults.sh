#!/bin/bash
# vmferry: a conversion that cannot be done, or is ended, says why in one
# sentence and leaves nothing: no file, no folder of its own, no process.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/lib.sh"

PATH=$PATH:/usr/sbin:/sbin
requires mmdebstrap mke2fs sfdisk qemu-img qemu-system-x86_64 nbdkit guestfish

guest=$("$top_srcdir/fixtures/guest/make-guest")
source=$guest/monolithicSparse
before=$(cd "$source" && same_state ./*)
target=$tmpdir/target
# The appliance itself is kept by libguestfs, for the next run.
export LIBGUESTFS_CACHEDIR=${LIBGUESTFS_CACHEDIR:-/var/tmp}
export TMPDIR=$tmpdir/scratch
mkdir "$TMPDIR"

# nothing_left: neither files nor processes of a run that has ended.
nothing_left ()
{
  local left
  [ ! -d "$target" ] || [ -z "$(ls -A "$target")" ] ||
    fail "$1: left in the target: $(ls -A "$target")"
  [ -z "$(ls -A "$TMPDIR")" ] || fail "$1: left in TMPDIR: $(ls -A "$TMPDIR")"
  left=$(pgrep -af "$TMPDIR" || :)
  [ -z "$left" ] || fail "$1: still running: $left"
}

# one_sentence WHAT PATTERN: standard error ends in a line that matches, but
# for a hint on usage.
one_sentence ()
{
  local said
  said=$(grep -v '^Try: ' "$tmpdir/err" | tail -n 1)
  [[ $said =~ $2 ]] || fail "$1: says: $said"
  nothing_left "$1"
}

# ended_at WHAT SIGNAL PATTERN: a run that gets SIGNAL once its log or its
# progress shows PATTERN.
ended_at ()
{
  local pid status=0
  "$vmferry" convert "$source/sample.vmx" -o "$target" --progress=json \
             >"$tmpdir/out" 2>"$tmpdir/err" &
  pid=$!
  while ! grep -q "$3" "$tmpdir/err"; do
    kill -0 "$pid" 2>/dev/null || fail "$1: ended by itself"
    sleep 0.1
  done
  kill -"$2" "$pid"
  wait "$pid" || status=$?
  [ "$status" -gt 128 ] || fail "$1: exit status $status"
  nothing_left "$1"
}

mkdir "$tmpdir/cut"
cp "$source/sample.vmx" "$tmpdir/cut/"
head -c 1000000 "$source/sample.vmdk" >"$tmpdir/cut/sample.vmdk"
expect_status 1 "$vmferry" convert "$tmpdir/cut/sample.vmx" -o "$target"
one_sentence "a truncated disk" '^vmferry: scsi0:0: .*sample\.vmdk: '

rm "$tmpdir/cut/sample.vmdk"
expect_status 1 "$vmferry" convert "$tmpdir/cut/sample.vmx" -o "$target"
one_sentence "a missing disk" 'sample\.vmdk: .*No such file'

expect_status 2 "$vmferry" convert "$source/sample.vmx" -o "$target" \
              --disk scsi7:7=x
one_sentence "a disk that the VM does not have" 'has no disk "scsi7:7"'

mkdir -p "$target"
touch "$target/Sample VM.xml"
expect_status 1 "$vmferry" convert "$source/sample.vmx" -o "$target"
grep -q 'is there already' "$tmpdir/err" || fail "overwrites a target"
rm "$target/Sample VM.xml"

ended_at "SIGINT while disks are opened" INT 'opening the disks'
ended_at "SIGTERM while the appliance starts" TERM 'starting the appliance'
ended_at "SIGINT while the disk is copied" INT '"phase":"copy"'

qemu-img create -q -f qcow2 -F raw -b "$guest/sample.raw" "$tmpdir/bad.qcow2"
LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg \
  guestfish --format=qcow2 -a "$tmpdir/bad.qcow2" -i <<'END'
command "sed -i s,root=/dev/sda1,root=UUID=0-0-0,g /boot/grub/grub.cfg"
END
expect_status 1 "$vmferry" convert "$source/sample.vmx" -o "$target" \
              --disk "scsi0:0=$tmpdir/bad.qcow2" --allow-path "$guest"
one_sentence "a boot entry without a root" 'Debian GNU/Linux.*UUID=0-0-0'

[ "$(cd "$source" && same_state ./*)" = "$before" ] ||
  fail "the source was changed"
