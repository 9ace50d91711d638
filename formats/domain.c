/* vmferry: libvirt domains: opening one by its path, and letting it go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/domain.h"

#include <string.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"

enum {
  MAX_XML = 4 * 1024 * 1024, /* libvirt's own limit for a text over RPC */
};

static void
free_devices (struct vf_domain *domain)
{
  size_t i;

  for (i = 0; i < domain->disks.count; i++) {
    struct vf_domain_disk *disk = &domain->disks.items[i];

    free (disk->path);
    free (disk->format);
    free (disk->bus);
    free (disk->target);
    free (disk->serial);
  }
  for (i = 0; i < domain->nics.count; i++) {
    free (domain->nics.items[i].mac);
    free (domain->nics.items[i].model);
  }
  for (i = 0; i < domain->controllers.count; i++)
    free (domain->controllers.items[i].model);
  for (i = 0; i < domain->ignored.count; i++)
    free (domain->ignored.items[i]);
  free (domain->disks.items);
  free (domain->nics.items);
  free (domain->controllers.items);
  free (domain->ignored.items);
}

void
vf_domain_free (struct vf_domain *domain)
{
  if (!domain)
    return;
  free_devices (domain);
  free (domain->name);
  free (domain->uuid);
  free (domain->arch);
  free (domain->machine);
  free (domain->cpu_mode);
  free (domain->cpu_model);
  free (domain->firmware.loader);
  free (domain->firmware.nvram);
  free (domain->firmware.nvram_template);
  free (domain);
}

/* Puts FOLDER before a relative PATH. */
static int
make_absolute (char **path, const char *folder, struct vf_error *err)
{
  char *absolute;

  if (!*path || **path == '/')
    return 0;
  absolute = vf_text_printf ("%s/%s", folder, *path);
  if (!absolute)
    return vf_error_nomem (err, "the path of a disk");
  free (*path);
  *path = absolute;
  return 0;
}

static int
make_paths_absolute (struct vf_domain *domain, const char *xml_path,
                     struct vf_error *err)
{
  CLEANUP_FREE char *folder = realpath (xml_path, NULL);
  char *slash = folder ? strrchr (folder, '/') : NULL;
  size_t i;

  if (!slash)
    return vf_error_set (err, VF_ERROR_NOT_FOUND, "no folder is known of it");
  *slash = '\0';
  for (i = 0; i < domain->disks.count; i++)
    if (make_absolute (&domain->disks.items[i].path, folder, err))
      return -1;
  return make_absolute (&domain->firmware.nvram, folder, err);
}

static char *
read_text (const char *path, size_t *ret_n, struct vf_error *err)
{
  CLEANUP_IO struct vf_io *io = vf_io_open_file (path, err);

  return io ? vf_io_read_all (io, MAX_XML, ret_n, err) : NULL;
}

struct vf_domain *
vf_domain_open (const char *path, struct vf_error *err)
{
  size_t n = 0;
  CLEANUP_FREE char *text = read_text (path, &n, err);
  CLEANUP_DOMAIN struct vf_domain *domain = NULL;

  if (!text)
    return NULL;
  domain = vf_domain_read_xml (text, n, err);
  if (!domain || make_paths_absolute (domain, path, err)) {
    vf_error_prefix (err, "%s", path);
    return NULL;
  }
  return TAKE (domain);
}
