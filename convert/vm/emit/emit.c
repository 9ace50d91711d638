/* vmferry: the list of emitters, and how converted things are called.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "convert/vm/hardware/disk-name.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/openstack.h"
#include "convert/vm/emit/proxmox.h"
#include "convert/vm/emit/qemu.h"

/* A file name has at most 255 bytes; leaves room for "-sdaa.report.html". */
enum { MAX_NAME = 200 };

const struct vf_emitter *const vf_emitters[] = {
  &vf_emitter_libvirt,
  &vf_emitter_qemu,
  &vf_emitter_kubevirt,
  &vf_emitter_proxmox,
  &vf_emitter_openstack,
  NULL,
};

const struct vf_emitter *
vf_emitter_find (const char *name, struct vf_error *err)
{
  char names[256] = "";
  size_t i, used = 0;

  for (i = 0; vf_emitters[i]; i++) {
    if (strcmp (vf_emitters[i]->name, name) == 0)
      return vf_emitters[i];
    used += (size_t)snprintf (names + used, sizeof names - used, "%s%s",
                              used ? ", " : "", vf_emitters[i]->name);
  }
  vf_error_set (err, VF_ERROR_USAGE,
                "there is no target \"%s\"; there are: %s", name, names);
  return NULL;
}

/* Length of NAME without a character cut in two at MAX_NAME. */
static size_t
cut_length (const char *name)
{
  size_t n = strlen (name);

  if (n <= MAX_NAME)
    return n;
  for (n = MAX_NAME; n && (name[n] & 0xc0) == 0x80; n--)
    ;
  return n;
}

char *
vf_safe_name (const char *name, struct vf_error *err)
{
  char *safe = vf_text_to_utf8 (name ? name : "", name ? strlen (name) : 0);
  char *from, *to;

  if (!safe) {
    vf_error_nomem (err, "a name");
    return NULL;
  }
  for (from = to = safe; *from; from++)
    if ((unsigned char)*from >= 0x20 && *from != 0x7f
        && (to > safe || !strchr (". ", *from)))
      *to++ = *from == '/' ? '_' : *from;
  while (to > safe && to[-1] == ' ')
    to--;
  *to = '\0';
  safe[cut_length (safe)] = '\0';
  if (!*safe) {
    free (safe);
    safe = strdup ("vm");
  }
  if (!safe)
    vf_error_nomem (err, "a name");
  return safe;
}

char *
vf_disk_file_name (const char *name, unsigned index, const char *format,
                   struct vf_error *err)
{
  char disk[VF_DISK_NAME_SIZE], *file;

  vf_disk_target_name (index, disk);
  file = vf_text_printf ("%s-s%s.%s", name, disk + 1, format);
  if (!file)
    vf_error_nomem (err, "a file name");
  return file;
}
