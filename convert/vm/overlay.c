/* vmferry: a disk of the source under an overlay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/overlay.h"

#include <unistd.h>

#include "common/error.h"
#include "common/io.h"
#include "common/process.h"
#include "common/text.h"
#include "convert/disk/nbd-server.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/resolver.h"
#include "formats/source.h"

/* More than qemu-img has to say about a file it made. */
enum { MAX_OUTPUT = 4096 };

struct vf_overlay {
  char *path;
  char *socket_path;
  struct vf_source *source;
  struct vf_nbd_server *server;
  struct vf_image *merged;
  struct vf_resolver resolver; /* gives the source to the overlay's reader */
};

/* The backing file of the overlay is the source, whatever its name says: the
 * same bytes, without the way through NBD. */
static struct vf_io *
open_source (const struct vf_resolver *resolver,
             const struct vf_io *from __attribute__ ((unused)),
             const char *name __attribute__ ((unused)), struct vf_error *err)
{
  const struct vf_overlay *overlay
      = (const struct vf_overlay *)((const char *)resolver
                                    - offsetof (struct vf_overlay, resolver));

  return vf_image_as_io (vf_source_image (overlay->source), err);
}

/* Makes the empty overlay.  Its backing format is raw: NBD exports the disk,
 * not the file that holds it. */
static int
create_file (const struct vf_overlay *overlay, struct vf_error *err)
{
  const char *argv[] = { "qemu-img",
                         "create",
                         "-q",
                         "-f",
                         "qcow2",
                         "-F",
                         "raw",
                         "-b",
                         vf_nbd_server_uri (overlay->server),
                         overlay->path,
                         NULL };
  CLEANUP_FREE char *output = vf_process_output (argv, MAX_OUTPUT, err);

  return output ? 0 : vf_error_prefix (err, "cannot create an overlay");
}

static int
set_paths (struct vf_overlay *overlay, const char *folder, const char *name,
           struct vf_error *err)
{
  overlay->path = vf_text_printf ("%s/%s.qcow2", folder, name);
  overlay->socket_path = vf_text_printf ("%s/%s.sock", folder, name);
  if (!overlay->path || !overlay->socket_path)
    return vf_error_nomem (err, "an overlay");
  return 0;
}

struct vf_overlay *
vf_overlay_create (const struct vf_source_params *source, const char *folder,
                   const char *name, struct vf_job *job, struct vf_error *err)
{
  CLEANUP_OVERLAY struct vf_overlay *overlay = calloc (1, sizeof *overlay);

  if (!overlay) {
    vf_error_nomem (err, source->location);
    return NULL;
  }
  overlay->resolver.open = open_source;
  if (set_paths (overlay, folder, name, err))
    return NULL;
  overlay->source = vf_source_open (source, err);
  if (!overlay->source)
    return NULL;
  overlay->server
      = vf_nbd_server_start (source, overlay->socket_path, job, err);
  if (!overlay->server || create_file (overlay, err))
    return NULL;
  return TAKE (overlay);
}

const char *
vf_overlay_path (const struct vf_overlay *overlay)
{
  return overlay->path;
}

struct vf_image *
vf_overlay_source (const struct vf_overlay *overlay)
{
  return vf_source_image (overlay->source);
}

struct vf_image *
vf_overlay_merged (struct vf_overlay *overlay, struct vf_error *err)
{
  struct vf_image_params params = { .resolver = &overlay->resolver };
  struct vf_io *io;

  if (overlay->merged)
    return overlay->merged;
  params.format = vf_image_format_find ("qcow2", err);
  io = params.format ? vf_io_open_file (overlay->path, err) : NULL;
  if (io)
    overlay->merged = vf_image_open (io, &params, err);
  return overlay->merged;
}

void
vf_overlay_drop (struct vf_overlay *overlay)
{
  if (!overlay)
    return;
  vf_image_close (overlay->merged);
  vf_nbd_server_stop (overlay->server);
  vf_source_close (overlay->source);
  if (overlay->path)
    unlink (overlay->path);
  free (overlay->path);
  free (overlay->socket_path);
  free (overlay);
}
