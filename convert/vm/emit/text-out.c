/* vmferry: making a text with stdio.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/emit/text-out.h"

#include <stdlib.h>

#include "common/error.h"

int
vf_text_out_open (struct vf_text_out *out, struct vf_error *err)
{
  *out = (struct vf_text_out){ 0 };
  out->file = open_memstream (&out->text, &out->size);
  return out->file ? 0 : vf_error_nomem (err, "a text");
}

char *
vf_text_out_finish (struct vf_text_out *out, struct vf_error *err)
{
  int failed = ferror (out->file);
  char *text;

  if (fclose (out->file))
    failed = 1;
  text = out->text;
  *out = (struct vf_text_out){ 0 };
  if (!failed)
    return text;
  free (text);
  vf_error_nomem (err, "a text");
  return NULL;
}

void
vf_text_out_drop (struct vf_text_out *out)
{
  if (!out->file)
    return;
  fclose (out->file);
  free (out->text);
}
