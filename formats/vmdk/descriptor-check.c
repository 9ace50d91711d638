/* vmferry: which disks are refused by their descriptor, and what to do about
 * them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmdk/descriptor-check.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "formats/vmdk/descriptor.h"

/* createTypes that stand for a device. */
static const char *const device_types[] = {
  "fullDevice",
  "partitionedDevice",
  "vmfsRDM",
  "vmfsRDMP",
  "vmfsRaw",
  "vmfsRawDeviceMap",
  "vmfsPassthroughRawDeviceMap",
};

/* Keys that only encrypted disks have: of Workstation, and of its .vmx in
 * whose style some are written. */
static const char *const encryption_keys[] = {
  "keysafe",
  "encryptionkeys",
  "encryption.keysafe",
  "encryption.data",
};

static int
check_create_type (const struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *type = vf_vmdk_descriptor_get (desc, "createtype");
  size_t i;

  for (i = 0; type && i < sizeof device_types / sizeof device_types[0]; i++)
    if (strcasecmp (type, device_types[i]) == 0)
      return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                           "createType is \"%s\", a disk that is a device of "
                           "its host: copy the device itself, or clone it to "
                           "a VMDK first",
                           type);
  return 0;
}

static int
check_encryption (const struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *filters = vf_vmdk_descriptor_get (desc, "ddb.iofilters");
  const char *found = NULL;
  size_t i;

  for (i = 0; i < sizeof encryption_keys / sizeof encryption_keys[0]; i++)
    if (vf_vmdk_descriptor_get (desc, encryption_keys[i]))
      found = encryption_keys[i];
  if (filters && strcasestr (filters, "crypt")) /* "vmwarecrypt" */
    found = "ddb.iofilters";
  if (!found)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "the disk is encrypted, as its key \"%s\" says: "
                       "decrypt it in vSphere or Workstation first",
                       found);
}

static int
check_native (const struct vf_vmdk_descriptor *desc, struct vf_error *err)
{
  const char *native = vf_vmdk_descriptor_get (desc, "isnativesnapshot");

  if (!native || strcasecmp (native, "yes") != 0)
    return 0;
  return vf_error_set (err, VF_ERROR_UNSUPPORTED,
                       "isNativeSnapshot is \"yes\", a snapshot that the "
                       "storage array keeps: consolidate it first");
}

int
vf_vmdk_descriptor_check (const struct vf_vmdk_descriptor *desc,
                          struct vf_error *err)
{
  if (check_encryption (desc, err) || check_native (desc, err)
      || check_create_type (desc, err))
    return vf_error_prefix (err, "descriptor");
  return 0;
}
