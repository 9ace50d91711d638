/* vmferry: looking into a guest, part by part.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/inspect.h"

#include <stdlib.h>

#include "common/error.h"
#include "common/job.h"
#include "inspect/appliance.h"
#include "inspect/guest.h"
#include "inspect/inspect-priv.h"

typedef int inspect_part (struct vf_inspection *in, struct vf_error *err);

static inspect_part *const parts[] = {
  vf_inspect_storage, vf_inspect_software, vf_inspect_network,
  vf_inspect_kernels, vf_inspect_boot,     vf_inspect_device_refs,
};

int
vf_inspect_text (const struct vf_inspection *in, const char *path,
                 char **ret_text, struct vf_error *err)
{
  struct vf_error why = { 0 };
  char *text = vf_appliance_read_text (in->appliance, path,
                                       VF_INSPECT_TEXT_MAX, &why);

  if (text) {
    *ret_text = text;
    return 1;
  }
  if (why.code == VF_ERROR_NOT_FOUND)
    return 0;
  *err = why;
  return -1;
}

struct vf_guest *
vf_inspect (struct vf_appliance *appliance, struct vf_job *job,
            struct vf_error *err)
{
  CLEANUP_GUEST struct vf_guest *guest = calloc (1, sizeof *guest);
  struct vf_inspection in = { appliance, job, guest };

  if (!guest) {
    vf_error_nomem (err, "the guest");
    return NULL;
  }
  guest->boot_disk = VF_GUEST_NO_DISK;
  guest->disk_count = vf_appliance_disk_count (appliance);
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (vf_job_check (job, err) == -1 || parts[i] (&in, err) == -1)
      return NULL;
  return TAKE (guest);
}
