/* vmferry: tests of damage to every format: what is done is in damage.c, what
 * is asked in judge.c, and the fields are in fields-*.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "tests/formats/damage/damage.h"
#include "tests/formats/fixtures.h"

static const struct damage_fixture vmdk[] = {
  { "sparse", FIXTURE_VMDK ("sparse-tiny"), NULL, &damage_vmdk_sparse },
  { "sparse by qemu-img",
    FIXTURE_QEMU ("vmdk", "-o subformat=monolithicSparse"), NULL,
    &damage_vmdk_sparse },
  { "stream with a footer", FIXTURE_VMDK ("stream-tiny"), NULL,
    &damage_vmdk_stream },
  { "stream with its tables in front", FIXTURE_VMDK ("stream-tiny-front"),
    NULL, &damage_vmdk_front },
  { "stream by qemu-img",
    FIXTURE_QEMU ("vmdk", "-o subformat=streamOptimized"), NULL,
    &damage_vmdk_stream },
};

/* Of a chain and of a disk in several files: each file in turn. */
static const struct damage_fixture vmdk_files[] = {
  { "delta", FIXTURE_VMDK ("delta"), NULL, &damage_vmdk_sparse },
  { "parent of a delta", FIXTURE_VMDK ("delta"), "image-base.vmdk",
    &damage_vmdk_sparse },
  { "descriptor", FIXTURE_VMDK ("mixed"), NULL, &damage_text },
  { "flat extent", FIXTURE_VMDK ("mixed"), "image-vmfs.bin", &damage_text },
  { "sparse extent", FIXTURE_VMDK ("mixed"), "image-s2.vmdk",
    &damage_vmdk_single },
};

static const struct damage_fixture esx[] = {
  { "COWD", FIXTURE_ESX ("flat,capacity=300 cowd,capacity=300,grain=8"),
    "image-delta.vmdk", &damage_cowd },
  { "SESparse", FIXTURE_ESX ("flat,capacity=300 sesparse,capacity=300"),
    "image-sesparse.vmdk", &damage_sesparse },
};

static const char vdi_chain[] = FIXTURE_VDI (
    "base.vdi base.raw block=4096 blocks=d,d,-,z id=b0 mod=b1 "
    "&& ") FIXTURE_VDI ("image raw type=diff block=4096 blocks=-,d,d,- "
                        "parent=base.raw parent-id=b0 parent-mod=b1");

static const struct damage_fixture vdi[] = {
  { "dynamic VDI", FIXTURE_VDI ("image raw block=4096 blocks=d,-,z,d"), NULL,
    &damage_vdi },
  { "VDI with bytes before its blocks",
    FIXTURE_VDI ("image raw block=4096 extra=512 blocks=d,d,d"), NULL,
    &damage_vdi },
  { "differencing VDI", vdi_chain, NULL, &damage_vdi },
  { "VDI by qemu-img", FIXTURE_QEMU ("vdi", ""), NULL, &damage_vdi },
};

static const char vhd_chain[]
    = FIXTURE_VHD ("base.vhd base.raw block=4096 blocks=d,p,z,-,d id=ab && ")
        FIXTURE_VHD ("image raw type=diff block=4096 blocks=p,-,p,z,d "
                     "parent=base.raw parent-id=ab 'w2ru=.\\base.vhd'");

static const struct damage_fixture vhd[] = {
  { "dynamic VHD", FIXTURE_VHD ("image raw block=4096 blocks=d,p,z,-,d"), NULL,
    &damage_vhd },
  { "fixed VHD", FIXTURE_VHD ("image raw type=fixed size=65536"), NULL,
    &damage_vhd },
  { "differencing VHD", vhd_chain, NULL, &damage_vhd },
  { "dynamic VHD by qemu-img", FIXTURE_QEMU ("vpc", "-o force_size=on"), NULL,
    &damage_vhd },
};

static const struct damage_fixture vhdx[] = {
  { "dynamic VHDX", FIXTURE_VHDX ("image raw states=6,0,2,6"), NULL,
    &damage_vhdx },
  { "VHDX with a dirty log",
    FIXTURE_VHDX (
        "base.vhdx raw states=6,0,6") " && python3 $disks/mklog.py base.vhdx "
                                      "image pages=3145728,5242880 "
                                      "zeros=3153920+4096",
    NULL, &damage_vhdx },
  { "differencing VHDX",
    FIXTURE_VHDX ("base.vhdx base.raw states=6,6,0") " && " FIXTURE_VHDX (
        "image raw bits=runs parent=base.vhdx base=base.raw "
        "states=7,0,6"),
    NULL, &damage_vhdx },
};

static const struct damage_fixture ova[] = {
  { "OVA",
    FIXTURE_QEMU (
        "vmdk",
        "-o subformat=streamOptimized") " && mv image one.vmdk && python3 "
                                        "$disks/mkova.py image one.vmdk",
    NULL, &damage_ova },
};

static const struct damage_fixture qcow2[] = {
  { "qcow2", FIXTURE_QEMU ("qcow2", "-o cluster_size=4096"), NULL,
    &damage_qcow2 },
  { "qcow2, version 2",
    FIXTURE_QEMU ("qcow2", "-o compat=0.10,cluster_size=512"), NULL,
    &damage_qcow2 },
  { "compressed qcow2", FIXTURE_QEMU ("qcow2", "-c -o cluster_size=4096"),
    NULL, &damage_qcow2 },
  { "qcow2 by zstd",
    FIXTURE_QEMU ("qcow2", "-c -o cluster_size=4096,compression_type=zstd"),
    NULL, &damage_qcow2 },
  { "qcow2 over raw",
    "cp data base && qemu-img create -q -f qcow2 -o cluster_size=4096 -b base "
    "-F raw image && qemu-io -c 'write -P 9 4k 20k' image >io && "
    "qemu-img convert -O raw image raw",
    NULL, &damage_qcow2 },
};

static char folder[] = "/tmp/vmferry-test-damage.XXXXXX";

static void
run_all (const struct damage_fixture *fixtures, size_t n)
{
  unsigned n_faults = 0;
  char command[64];
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
  for (i = 0; i < n; i++)
    n_faults += damage_run (&fixtures[i]);
  snprintf (command, sizeof command, "rm -r %s", folder);
  ck_assert_int_eq (system (command), 0);
  ck_assert_msg (n_faults == 0, "%u faults", n_faults);
}

#define RUN_ALL(fixtures)                                                     \
  run_all (fixtures, sizeof fixtures / sizeof fixtures[0])

START_TEST (damaged_vmdk) { RUN_ALL (vmdk); }
END_TEST

START_TEST (damaged_vmdk_files) { RUN_ALL (vmdk_files); }
END_TEST

START_TEST (damaged_esx) { RUN_ALL (esx); }
END_TEST

START_TEST (damaged_vdi) { RUN_ALL (vdi); }
END_TEST

START_TEST (damaged_vhd) { RUN_ALL (vhd); }
END_TEST

START_TEST (damaged_vhdx) { RUN_ALL (vhdx); }
END_TEST

START_TEST (damaged_ova) { RUN_ALL (ova); }
END_TEST

START_TEST (damaged_qcow2) { RUN_ALL (qcow2); }
END_TEST

UNIT_MAIN ("formats/damage", damaged_vmdk, damaged_vmdk_files, damaged_esx,
           damaged_vhd, damaged_vdi, damaged_vhdx, damaged_qcow2, damaged_ova)
