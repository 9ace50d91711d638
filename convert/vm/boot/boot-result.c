/* vmferry: what came of a boot, printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/boot/boot.h"

#include <inttypes.h>
#include <string.h>

#include "common/json.h"
#include "common/text.h"

void
vf_boot_result_clear (struct vf_boot_result *result)
{
  size_t i;

  for (i = 0; i < result->notes.count; i++)
    free (result->notes.items[i]);
  free (result->notes.items);
  free (result->detail);
  free (result->no_kvm);
  free (result->console_tail);
  memset (result, 0, sizeof *result);
}

/* TEXT's lines as an array. */
static struct vf_json *
lines_json (const char *text)
{
  struct vf_json *lines = vf_json_array ();

  while (text && *text) {
    size_t n = strcspn (text, "\n");
    CLEANUP_FREE char *line = vf_text_to_utf8 (text, n);

    vf_json_add_text (lines, line);
    text += n + (text[n] == '\n');
  }
  return lines;
}

struct vf_json *
vf_boot_result_to_json (const struct vf_boot_result *result)
{
  struct vf_json *json = vf_json_object ();
  struct vf_json *notes = vf_json_array ();
  size_t i;

  for (i = 0; i < result->notes.count; i++)
    vf_json_add_text (notes, result->notes.items[i]);
  vf_json_put_text (json, "verdict", result->is_up ? "up" : "down");
  vf_json_put_text (json, "reason", vf_boot_reason_name (result->reason));
  vf_json_put_text (json, "detail", result->detail);
  vf_json_put_u64 (json, "elapsed_ms", result->elapsed_ms);
  vf_json_put_text (json, "accelerator", result->accelerator);
  vf_json_put_text (json, "no_kvm", result->no_kvm);
  vf_json_put (json, "notes", notes);
  vf_json_put (json, "console", lines_json (result->console_tail));
  return json;
}

static void
print_result (const struct vf_boot_result *result, FILE *out)
{
  const char *detail
      = result->detail && *result->detail ? result->detail : NULL;
  size_t i;

  fprintf (out, "%s: %s%s%s (after %" PRIu64 ".%" PRIu64 " s, %s)\n",
           result->is_up ? "up" : "down", vf_boot_reason_text (result->reason),
           detail ? ": " : "", detail ? detail : "", result->elapsed_ms / 1000,
           result->elapsed_ms % 1000 / 100, result->accelerator);
  for (i = 0; i < result->notes.count; i++)
    fprintf (out, "note: %s\n", result->notes.items[i]);
  if (!result->is_up && result->console_tail && *result->console_tail)
    fprintf (out, "last lines of console:\n%s", result->console_tail);
}

char *
vf_boot_result_text (const struct vf_boot_result *result)
{
  CLEANUP_FREE char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream (&text, &n);

  if (!out)
    return NULL;
  print_result (result, out);
  return fclose (out) ? NULL : TAKE (text);
}
