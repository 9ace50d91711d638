/* vmferry: the nbdkit plugin: any readable image, with its chain, served
 * read-only to anything that speaks NBD.  The image is opened once, before
 * nbdkit serves, and read by all connections in parallel.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checked.h"
#include "common/error.h"
#include "common/io.h"
#include "common/vector.h"
#include "formats/image-format.h"
#include "formats/image.h"
#include "formats/source.h"

#define THREAD_MODEL NBDKIT_THREAD_MODEL_PARALLEL

/* Clients read best in pieces of a grain or cluster and more; 32 MiB is the
 * most that the protocol carries everywhere. */
enum { PREFERRED_BLOCK = 64 * 1024, MAXIMUM_BLOCK = 32 * 1024 * 1024 };

/* One walk over a map of tiny spans must not hold up other requests. */
enum { MAX_EXTENTS_PER_CALL = 100000 };

static struct vf_source_params params;
static VF_VECTOR (const char *) allowed_dirs;
static struct vf_source *source;

/* Tells nbdkit and the client of ERR. */
static int
fail (const struct vf_error *err)
{
  nbdkit_error ("%s", err->text);
  nbdkit_set_error (err->code == VF_ERROR_NOMEM ? ENOMEM : EIO);
  return -1;
}

static void
plugin_unload (void)
{
  vf_source_close (source);
  free (allowed_dirs.items);
}

static const struct {
  const char *key;
  const char **value;
} text_keys[] = {
  { "format", &params.format_name },
  { "snapshot", &params.snapshot },
  { "disk", &params.member },
  { "vhd-size", &params.size_rule },
};

static const struct {
  const char *key;
  bool *value;
} flag_keys[] = {
  { "no-manifest", &params.no_digests },
  { "ignore-cid", &params.ignore_parent_id },
  { "salvage", &params.salvage },
};

/* Sets the flag or text KEY, when there is one. */
static int
config_plain (const char *key, const char *value)
{
  size_t i;
  int r;

  for (i = 0; i < sizeof text_keys / sizeof text_keys[0]; i++)
    if (strcmp (key, text_keys[i].key) == 0) {
      *text_keys[i].value = value;
      return 0;
    }
  for (i = 0; i < sizeof flag_keys / sizeof flag_keys[0]; i++)
    if (strcmp (key, flag_keys[i].key) == 0) {
      r = nbdkit_parse_bool (value);
      *flag_keys[i].value = r > 0;
      return r < 0 ? -1 : 0;
    }
  nbdkit_error ("unknown parameter '%s'", key);
  return -1;
}

/* Paths are made absolute here, since nbdkit changes its folder later. */
static int
plugin_config (const char *key, const char *value)
{
  char *dir;

  if (strcmp (key, "image") == 0) {
    params.location = vf_io_is_nbd_uri (value) ? value
                                               : nbdkit_absolute_path (value);
    return params.location ? 0 : -1;
  }
  if (strcmp (key, "allow-path") != 0)
    return config_plain (key, value);
  dir = nbdkit_absolute_path (value);
  if (dir && vf_vector_push (&allowed_dirs, dir) == 0)
    return 0;
  nbdkit_error ("out of memory");
  return -1;
}

static int
plugin_config_complete (void)
{
  if (params.location)
    return 0;
  nbdkit_error ("which image? say: nbdkit vmferry IMAGE");
  return -1;
}

static int
plugin_get_ready (void)
{
  struct vf_error err;

  params.allowed_dirs = allowed_dirs.items;
  params.n_allowed_dirs = allowed_dirs.count;
  source = vf_source_open (&params, &err);
  return source ? 0 : fail (&err);
}

static void *
plugin_open (int readonly __attribute__ ((unused)))
{
  return NBDKIT_HANDLE_NOT_NEEDED;
}

static int64_t
plugin_get_size (void *handle __attribute__ ((unused)))
{
  return vf_image_size (vf_source_image (source));
}

static int
plugin_can_write (void *handle __attribute__ ((unused)))
{
  return 0;
}

static int
plugin_can_multi_conn (void *handle __attribute__ ((unused)))
{
  return 1;
}

static int
plugin_block_size (void *handle __attribute__ ((unused)), uint32_t *minimum,
                   uint32_t *preferred, uint32_t *maximum)
{
  *minimum = 1;
  *preferred = PREFERRED_BLOCK;
  *maximum = MAXIMUM_BLOCK;
  return 0;
}

static int
plugin_pread (void *handle __attribute__ ((unused)), void *buf, uint32_t count,
              uint64_t offset, uint32_t flags __attribute__ ((unused)))
{
  struct vf_error err;

  if (vf_image_read (vf_source_image (source), buf, count, offset, &err))
    return fail (&err);
  return 0;
}

static uint32_t
extent_type (enum vf_span_kind kind)
{
  switch (kind) {
  case VF_SPAN_DATA:
    return 0;
  case VF_SPAN_ZERO:
  case VF_SPAN_HOLE:
    break;
  }
  return NBDKIT_EXTENT_HOLE | NBDKIT_EXTENT_ZERO;
}

static int
plugin_extents (void *handle __attribute__ ((unused)), uint32_t count,
                uint64_t offset, uint32_t flags,
                struct nbdkit_extents *extents)
{
  struct vf_image *image = vf_source_image (source);
  uint64_t end = offset + count;
  struct vf_span span;
  struct vf_error err;
  int n;

  for (n = 0; offset < end && n < MAX_EXTENTS_PER_CALL; n++) {
    if (vf_image_next_span (image, offset, &span, &err))
      return fail (&err);
    if (nbdkit_add_extent (extents, offset, span.length,
                           extent_type (span.kind)))
      return -1;
    if (flags & NBDKIT_FLAG_REQ_ONE)
      break;
    offset += span.length;
  }
  return 0;
}

static void
plugin_dump_plugin (void)
{
  const struct vf_image_format *const *format;

  printf ("vmferry_version=%s\n", PACKAGE_VERSION);
  for (format = vf_image_formats; *format; format++)
    printf ("vmferry_format_%s=yes\n", (*format)->name);
}

static struct nbdkit_plugin plugin = {
  .name = "vmferry",
  .version = PACKAGE_VERSION,
  .longname = "vmferry disk images",
  .description = "serves VMDK, VHDX, VHD, VDI, qcow2 and raw images read-only",
  .unload = plugin_unload,
  .dump_plugin = plugin_dump_plugin,
  .config = plugin_config,
  .config_complete = plugin_config_complete,
  .config_help
  = "[image=]<IMAGE>      (required) Path or NBD URI of the image.\n"
    "format=<FORMAT>      Format; found by content without it, or raw for a\n"
    "                     URI, where \"probe\" asks for the content.\n"
    "snapshot=<NAME>      The disk as an internal snapshot has it.\n"
    "disk=<NAME>          Which disk of an OVA: its file, or its number.\n"
    "vhd-size=<RULE>      Which size of a VHD counts: chs or current.\n"
    "no-manifest=<BOOL>   Do not compare an OVA with its manifest.\n"
    "ignore-cid=<BOOL>    Go on when a parent was changed.\n"
    "salvage=<BOOL>       Serve what can be read of a damaged image.\n"
    "allow-path=<DIR>     Also open extents and parents here.",
  .magic_config_key = "image",
  .get_ready = plugin_get_ready,
  .open = plugin_open,
  .get_size = plugin_get_size,
  .can_write = plugin_can_write,
  .can_multi_conn = plugin_can_multi_conn,
  .block_size = plugin_block_size,
  .pread = plugin_pread,
  .extents = plugin_extents,
};

/* What the next line defines; nbdkit's header has no prototype of it. */
struct nbdkit_plugin *plugin_init (void);

NBDKIT_REGISTER_PLUGIN (plugin)
