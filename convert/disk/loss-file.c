/* vmferry: writing the list of what a salvage lost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/disk/loss-file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/error.h"
#include "common/io.h"
#include "common/json.h"
#include "common/outfile.h"
#include "common/text.h"
#include "formats/image.h"
#include "formats/losses.h"

char *
vf_loss_file_name (const char *path, struct vf_error *err)
{
  char *name = vf_text_printf ("%s.lost.json", path);

  if (!name)
    vf_error_nomem (err, path);
  return name;
}

static void
add_notes (struct vf_json *notes, const struct vf_image *image)
{
  struct vf_json *note;
  const char *const *texts;
  size_t i, n;

  texts = vf_image_get_notes (image, &n);
  for (i = 0; i < n; i++) {
    note = vf_json_object ();
    vf_json_put_text (note, "file", vf_io_name (vf_image_get_io (image)));
    vf_json_put_text (note, "text", texts[i]);
    vf_json_add (notes, note);
  }
}

static char *
make_text (const char *path, const struct vf_losses *losses,
           const struct vf_image *source, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = vf_json_object ();
  struct vf_json *notes = vf_json_array ();

  vf_json_put_text (json, "source", vf_io_name (vf_image_get_io (source)));
  vf_json_put_text (json, "target", path);
  vf_json_put_u64 (json, "virtual_size", vf_image_size (source));
  vf_losses_put_json (losses, json);
  for (; source; source = vf_image_get_parent (source))
    add_notes (notes, source);
  vf_json_put (json, "notes", notes);
  return vf_json_text (json, false, err);
}

int
vf_loss_file_write (const char *path, const struct vf_losses *losses,
                    const struct vf_image *source, struct vf_error *err)
{
  CLEANUP_FREE char *name = vf_loss_file_name (path, err);
  CLEANUP_FREE char *text = make_text (path, losses, source, err);
  CLEANUP_FREE char *lines = text ? vf_text_printf ("%s\n", text) : NULL;

  if (!name || !text)
    return -1;
  if (!lines)
    return vf_error_nomem (err, name);
  return vf_outfile_write_all (name, lines, strlen (lines), err);
}

int
vf_loss_file_remove (const char *path, struct vf_error *err)
{
  CLEANUP_FREE char *name = vf_loss_file_name (path, err);

  if (!name)
    return -1;
  if (unlink (name) && errno != ENOENT)
    return vf_error_set_errno (
        err, errno, "%s: cannot remove the list of an earlier copy", name);
  return 0;
}
