/* vmferry: a Hyper-V definition, binary or XML: recognising one, and the order
 * in which its families of keys are read.  Both hold the same tree of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/hyperv/hyperv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/endian.h"
#include "common/error.h"
#include "common/io.h"
#include "formats/hyperv/hyperv-account.h"
#include "formats/hyperv/hyperv-bytes.h"
#include "formats/hyperv/hyperv-key.h"
#include "formats/hyperv/hyperv-locate.h"
#include "formats/hyperv/hyperv-parts.h"
#include "formats/hyperv/hyperv-xml.h"
#include "formats/hyperv/vmcx-layout.h"
#include "formats/hyperv/vmcx.h"
#include "formats/machine.h"

/* Where the first header is damaged, the second may be whole. */
static int
probe_vmcx (const char *head, size_t n, const char *path)
{
  size_t length = path ? strlen (path) : 0;
  struct vf_le32 signature;

  if (n < sizeof signature)
    return 0;
  memcpy (&signature, head, sizeof signature);
  if (vf_le32_get (signature) == VF_VMCX_SIGNATURE)
    return 100;
  return length > 5 && strcasecmp (path + length - 5, ".vmcx") == 0 ? 30 : 0;
}

static int
probe_xml (const char *head, size_t n,
           const char *path __attribute__ ((unused)))
{
  return vf_hyperv_has_word (head, n, "<configuration>") ? 90 : 0;
}

/* A .VMRS has the same container and some of the same keys, but it is what a
 * running VM left. */
static int
check_content (const struct vf_hyperv_key *config, struct vf_error *err)
{
  if (vf_hyperv_find (config, "settings"))
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "there is no key configuration/settings: a saved state "
                       "(.VMRS) or the like, not the definition of a VM; give "
                       "the .vmcx beside it");
}

/* Disks whose checkpoints are being merged are neither as before nor as
 * after. */
static int
check_merge (struct vf_hyperv_key *config, struct vf_machine *machine,
             struct vf_error *err)
{
  static const char key[] = "global_settings/disk_merge_pending";
  size_t i;

  if (!vf_hyperv_is_true (config, key))
    return 0;
  for (i = 0; i < machine->disks.count; i++) {
    struct vf_machine_disk *disk = &machine->disks.items[i];

    if (disk->device != VF_DISK_DISK || disk->backing_fault)
      continue;
    disk->backing_fault = strdup ("waits for a merge of checkpoints on the "
                                  "source's host");
    if (!disk->backing_fault)
      return vf_error_nomem (err, "a fault");
    free (disk->backing_path);
    disk->backing_path = NULL;
  }
  return vf_hyperv_judge (vf_hyperv_find (config, key), VF_FATE_LOSS,
                          "let the host finish the merge of checkpoints "
                          "first: start and stop the VM",
                          err);
}

static int
read_parts (struct vf_hyperv_key *config, struct vf_machine *machine,
            struct vf_error *err)
{
  static int (*const parts[]) (struct vf_hyperv_key *, struct vf_machine *,
                               struct vf_error *) = {
    vf_hyperv_read_general, vf_hyperv_read_firmware,
    vf_hyperv_read_cpu,     vf_hyperv_read_memory,
    vf_hyperv_read_devices, vf_hyperv_read_boot_order,
    check_merge,
  };
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i](config, machine, err))
      return -1;
  return vf_hyperv_judge_others (config, err);
}

static struct vf_machine *
read_tree (struct vf_hyperv_key *root, const char *path, struct vf_error *err)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = vf_hyperv_machine_new (path, err);
  struct vf_hyperv_key *config = vf_hyperv_find (root, "configuration");

  if (!machine || check_content (config, err)
      || read_parts (config, machine, err)
      || vf_hyperv_account (root, config, &machine->account, err))
    return NULL;
  return TAKE (machine);
}

static struct vf_machine *
read_vmcx (struct vf_io *io, const char *path,
           const struct vf_machine_params *params __attribute__ ((unused)),
           struct vf_error *err)
{
  size_t n;
  CLEANUP_FREE char *bytes = vf_io_read_all (io, VF_HYPERV_MAX_BYTES, &n, err);
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = NULL;

  if (bytes)
    root = vf_vmcx_parse ((const uint8_t *)bytes, n, err);
  return root ? read_tree (root, path, err) : NULL;
}

static struct vf_machine *
read_xml (struct vf_io *io, const char *path,
          const struct vf_machine_params *params __attribute__ ((unused)),
          struct vf_error *err)
{
  size_t n;
  CLEANUP_FREE char *bytes = vf_io_read_all (io, VF_HYPERV_MAX_BYTES, &n, err);
  CLEANUP_HYPERV_KEY struct vf_hyperv_key *root = NULL;

  if (bytes)
    root = vf_hyperv_xml_parse (bytes, n, err);
  return root ? read_tree (root, path, err) : NULL;
}

const struct vf_machine_format vf_machine_format_vmcx = {
  .name = "vmcx",
  .summary = "Hyper-V's .vmcx",
  .probe = probe_vmcx,
  .read = read_vmcx,
  .locate = vf_hyperv_locate,
};

const struct vf_machine_format vf_machine_format_hyperv_xml = {
  .name = "hyperv-xml",
  .summary = "Hyper-V's .xml, up to Windows Server 2012 R2",
  .probe = probe_xml,
  .read = read_xml,
  .locate = vf_hyperv_locate,
};
