/* vmferry: tests of reading modules.dep.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/modules.h"

#include "common/error.h"
#include "tests/unit.h"

static const struct vf_modules modules = {
  "kernel/drivers/virtio/virtio.ko:\n"
  "kernel/drivers/virtio/virtio_ring.ko: kernel/drivers/virtio/virtio.ko\n"
  "kernel/drivers/block/virtio_blk.ko.xz: kernel/drivers/virtio/virtio_ring.ko "
  "kernel/drivers/virtio/virtio.ko\n"
  "kernel/drivers/scsi/sd_mod.ko: kernel/lib/crc-t10dif.ko\n"
  "kernel/lib/crc-t10dif.ko:\n"
  "kernel/drivers/scsi/virtio_scsi.ko: kernel/drivers/virtio/virtio.ko\n",
  "kernel/drivers/virtio/virtio_pci.ko\n",
};

START_TEST (states)
{
  ck_assert_int_eq (vf_modules_state (&modules, "virtio_blk"),
                    VF_DRIVER_MODULE);
  ck_assert_int_eq (vf_modules_state (&modules, "virtio_pci"),
                    VF_DRIVER_BUILT_IN);
  ck_assert_int_eq (vf_modules_state (&modules, "virtio_net"),
                    VF_DRIVER_ABSENT);
  ck_assert_int_eq (vf_modules_state (&modules, "crc_t10dif"),
                    VF_DRIVER_MODULE);
  ck_assert_int_eq (vf_modules_state (&modules, "virtio_"), VF_DRIVER_ABSENT);
}
END_TEST

START_TEST (files_of_a_module)
{
  CLEANUP_TEXT_LIST struct vf_text_list files = { 0 };
  struct vf_error err;

  ck_assert_int_eq (vf_modules_files (&modules, "virtio_pci", &files, &err),
                    0);
  ck_assert_uint_eq (files.count, 0);
  ck_assert_int_eq (vf_modules_files (&modules, "virtio_blk", &files, &err),
                    0);
  ck_assert_uint_eq (files.count, 3);
  ck_assert_str_eq (files.items[2], "kernel/drivers/block/virtio_blk.ko.xz");
  ck_assert_int_eq (
      vf_modules_driver_files (&modules, VF_VIRTIO_SCSI, &files, &err), 0);
  ck_assert_uint_eq (files.count, 6);
  ck_assert (vf_text_list_has (&files, "kernel/drivers/scsi/sd_mod.ko"));
  ck_assert (vf_text_list_has (&files, "kernel/lib/crc-t10dif.ko"));
  ck_assert_int_eq (vf_modules_files (&modules, "virtio_net", &files, &err),
                    -1);
  ck_assert_int_eq (err.code, VF_ERROR_NOT_FOUND);
}
END_TEST

START_TEST (names)
{
  CLEANUP_FREE char *name
      = vf_modules_name_of ("kernel/lib/crc-t10dif.ko.zst");

  ck_assert_str_eq (name, "crc_t10dif");
}
END_TEST

UNIT_MAIN ("inspect/modules", states, files_of_a_module, names)
