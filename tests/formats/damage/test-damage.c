/* vmferry: tests of damage to every format: what is done is in damage.c, what
 * is asked in judge.c, and the fields are in fields-*.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "tests/formats/damage/damage.h"
#include "tests/unit.h"

/* `image` by qemu-img, in FORMAT with OPTIONS. */
#define QEMU(format, options)                                                 \
  "qemu-img convert -f raw -O " format " " options " data image && "          \
  "cp data raw"

#define MKVMDK(name)                                                          \
  "python3 $disks/mkvmdk.py " name " image.vmdk raw && ln image.vmdk image"
#define MKESX(layers)                                                         \
  "python3 $disks/mkesx.py image.vmdk raw " layers " && ln image.vmdk image"
#define MKVHD(options) "python3 $disks/mkvhd.py " options
#define MKVHDX(options) "python3 $disks/mkvhdx.py image raw " options

static const struct damage_fixture vmdk[] = {
  { "sparse", MKVMDK ("sparse-tiny"), NULL, &damage_vmdk_sparse },
  { "sparse by qemu-img", QEMU ("vmdk", "-o subformat=monolithicSparse"), NULL,
    &damage_vmdk_sparse },
  { "stream with a footer", MKVMDK ("stream-tiny"), NULL,
    &damage_vmdk_stream },
  { "stream with its tables in front", MKVMDK ("stream-tiny-front"), NULL,
    &damage_vmdk_front },
  { "stream by qemu-img", QEMU ("vmdk", "-o subformat=streamOptimized"), NULL,
    &damage_vmdk_stream },
};

static const struct damage_fixture esx[] = {
  { "COWD", MKESX ("flat,capacity=300 cowd,capacity=300,grain=8"),
    "image-delta.vmdk", &damage_cowd },
  { "SESparse", MKESX ("flat,capacity=300 sesparse,capacity=300"),
    "image-sesparse.vmdk", &damage_sesparse },
};

static const struct damage_fixture vhd[] = {
  { "dynamic VHD", MKVHD ("image raw block=4096 blocks=d,p,z,-,d"), NULL,
    &damage_vhd },
  { "fixed VHD", MKVHD ("image raw type=fixed size=65536"), NULL,
    &damage_vhd },
  { "differencing VHD",
    MKVHD ("base.vhd base.raw block=4096 blocks=d,p,z,-,d id=ab") " &&"
                                                                  " " MKVHD (
                                                                      "image "
                                                                      "raw "
                                                                      "type="
                                                                      "diff "
                                                                      "block="
                                                                      "4096 "
                                                                      "blocks="
                                                                      "p,-,p,"
                                                                      "z,d "
                                                                      "parent="
                                                                      "base."
                                                                      "raw "
                                                                      "parent-"
                                                                      "id=ab "
                                                                      "'w2ru=."
                                                                      "\base."
                                                                      "vhd'"),
    NULL, &damage_vhd },
  { "dynamic VHD by qemu-img", QEMU ("vpc", "-o force_size=on"), NULL,
    &damage_vhd },
};

static const struct damage_fixture vhdx[] = {
  { "dynamic VHDX", MKVHDX ("states=6,0,2,6"), NULL, &damage_vhdx },
};

static const struct damage_fixture qcow2[] = {
  { "qcow2", QEMU ("qcow2", "-o cluster_size=4096"), NULL, &damage_qcow2 },
  { "qcow2, version 2", QEMU ("qcow2", "-o compat=0.10,cluster_size=512"),
    NULL, &damage_qcow2 },
  { "compressed qcow2", QEMU ("qcow2", "-c -o cluster_size=4096"), NULL,
    &damage_qcow2 },
};

/* A small raw disk with random, soft and no data. */
static void
write_data (void)
{
  enum { DISK_SIZE = 300 * 1024, PIECE = 4096 };
  static char piece[PIECE];
  FILE *file = fopen ("data", "wb");
  unsigned seed = 3;
  size_t n, i;

  ck_assert_ptr_nonnull (file);
  for (n = 0; n < DISK_SIZE / PIECE; n++) {
    for (i = 0; i < PIECE; i++)
      piece[i] = n % 3 == 0 ? rand_r (&seed) % 255 + 1 : (n % 3 == 1) * 77;
    ck_assert_uint_eq (fwrite (piece, PIECE, 1, file), 1);
  }
  fclose (file);
}

static char folder[] = "/tmp/vmferry-test-damage.XXXXXX";

static void
run_all (const struct damage_fixture *fixtures, size_t n)
{
  unsigned n_faults = 0;
  char command[64];
  size_t i;

  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
  for (i = 0; i < n; i++) {
    write_data ();
    n_faults += damage_run (&fixtures[i]);
    ck_assert_int_eq (chdir (folder), 0);
  }
  snprintf (command, sizeof command, "rm -r %s", folder);
  ck_assert_int_eq (system (command), 0);
  ck_assert_msg (n_faults == 0, "%u faults", n_faults);
}

#define RUN_ALL(fixtures)                                                     \
  run_all (fixtures, sizeof fixtures / sizeof fixtures[0])

START_TEST (damaged_vmdk) { RUN_ALL (vmdk); }
END_TEST

START_TEST (damaged_esx) { RUN_ALL (esx); }
END_TEST

START_TEST (damaged_vhd) { RUN_ALL (vhd); }
END_TEST

START_TEST (damaged_vhdx) { RUN_ALL (vhdx); }
END_TEST

START_TEST (damaged_qcow2) { RUN_ALL (qcow2); }
END_TEST

UNIT_MAIN ("formats/damage", damaged_vmdk, damaged_esx, damaged_vhd,
           damaged_vhdx, damaged_qcow2)
