# vmferry: QEMU refuses what the check of a domain refuses, and nothing less
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors
#
# Each row of the rules in formats/domain-check.c: the last place that QEMU
# takes, and the first that it does not.

. "${top_srcdir:?}/tests/lib.sh"
requires qemu-system-x86_64

# starts BOARD ARGUMENTS...: whether QEMU starts with them.
starts ()
{
  echo quit | timeout 60 qemu-system-x86_64 -M "$1" -S -accel tcg -m 64 \
    -display none -nodefaults -monitor stdio \
    -blockdev driver=null-co,node-name=d0 \
    -blockdev driver=null-co,node-name=d1 "${@:2}" >"$tmpdir/out" 2>&1
}

# rule BOARD GOOD BAD: arguments that QEMU takes, and that it does not.
rule ()
{
  # shellcheck disable=SC2086
  starts "$1" $2 || fail "QEMU refuses $2: $(cat "$tmpdir/out")"
  # shellcheck disable=SC2086
  ! starts "$1" $3 || fail "QEMU takes $3"
}

hd="-device scsi-hd,drive=d0,bus=s.0"
rule q35 "-device lsi,id=s $hd,scsi-id=7" "-device lsi,id=s $hd,scsi-id=8"
for model in mptsas1068:8 megasas:64 pvscsi:64; do
  # QEMU starts with one more, which no guest finds.
  controller="-device ${model%:*},id=s"
  ids=${model#*:}
  rule q35 "$controller $hd,scsi-id=$((ids - 1))" \
    "$controller $hd,scsi-id=$((ids + 1))"
done
rule q35 "-device mptsas1068,id=s $hd,scsi-id=1,lun=0" \
  "-device mptsas1068,id=s $hd,scsi-id=1,lun=8"
rule q35 "-device pvscsi,id=s $hd,scsi-id=1,lun=0" \
  "-device pvscsi,id=s $hd,scsi-id=1,lun=1"
controller="-device virtio-scsi-pci,id=s"
rule q35 "$controller $hd,scsi-id=255" "$controller $hd,scsi-id=256"
rule q35 "$controller $hd,scsi-id=0,lun=16383" \
  "$controller $hd,scsi-id=0,lun=16384"

# Two on one place.
second="-device scsi-hd,drive=d1,bus=s.0,lun=0"
rule q35 "$controller $hd,scsi-id=1,lun=0 $second,scsi-id=2" \
  "$controller $hd,scsi-id=1,lun=0 $second,scsi-id=1"
rule q35 "-device VGA,addr=1 -device ES1370,addr=2" \
  "-device VGA,addr=1 -device ES1370,addr=1"
rule q35 "-device ide-hd,drive=d0,bus=ide.0 -device ide-hd,drive=d1,bus=ide.1" \
  "-device ide-hd,drive=d0,bus=ide.0 -device ide-hd,drive=d1,bus=ide.0"
blk="-device virtio-blk,drive=d0,bootindex=1 -device virtio-blk,drive=d1"
rule q35 "$blk,bootindex=2" "$blk,bootindex=1"

# SATA has six ports, IDE two channels of two, and q35 has no second drive.
rule q35 "-device ide-hd,drive=d0,bus=ide.5" "-device ide-hd,drive=d0,bus=ide.6"
rule pc "-device ide-hd,drive=d0,bus=ide.1,unit=1" \
  "-device ide-hd,drive=d0,bus=ide.1,unit=2"
rule pc "-device ide-hd,drive=d0,bus=ide.1" "-device ide-hd,drive=d0,bus=ide.2"
rule q35 "-device ide-hd,drive=d0,bus=ide.1,unit=0" \
  "-device ide-hd,drive=d0,bus=ide.1,unit=1"
rule pc "-device floppy,unit=1" "-device floppy,unit=2"

# A bus has 32 slots; a PC has four serial ports.
rule pc "-device virtio-rng,addr=1f" "-device virtio-rng,addr=20"
rule pc "-device virtio-net,acpi-index=7 -device virtio-net,acpi-index=8" \
  "-device virtio-net,acpi-index=7 -device virtio-net,acpi-index=7"
rule pc "-chardev null,id=c -device isa-serial,index=3,chardev=c" \
  "-chardev null,id=c -device isa-serial,index=4,chardev=c"
