/* vmferry: the conversions of all VMs of a definition, counted and as reports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/conversion-set.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/error.h"
#include "common/json.h"
#include "convert/vm/conversion.h"
#include "convert/vm/html.h"
#include "inspect/guest.h"

size_t
vf_conversion_set_converted (const struct vf_conversion_set *set)
{
  size_t i, n = 0;

  for (i = 0; i < set->items.count; i++)
    n += set->items.items[i]->is_complete && !set->items.items[i]->failure;
  return n;
}

size_t
vf_conversion_set_failed (const struct vf_conversion_set *set)
{
  size_t i, n = 0;

  for (i = 0; i < set->items.count; i++)
    n += set->items.items[i]->failure != NULL;
  return n;
}

bool
vf_conversion_set_has_results (const struct vf_conversion_set *set)
{
  size_t i;

  for (i = 0; i < set->items.count; i++)
    if (set->items.items[i]->is_complete)
      return true;
  return false;
}

size_t
vf_conversion_set_loss_count (const struct vf_conversion_set *set)
{
  size_t i, n = 0;

  for (i = 0; i < set->items.count; i++)
    n += vf_conversion_loss_count (set->items.items[i]);
  return n;
}

const char *
vf_conversion_label (const struct vf_conversion *conversion)
{
  return conversion->name ? conversion->name
         : conversion->vm ? conversion->vm
                          : conversion->source_path;
}

static double
seconds_of (const struct vf_conversion_set *set)
{
  double seconds = 0;
  size_t i;

  for (i = 0; i < set->items.count; i++)
    seconds += set->items.items[i]->seconds;
  return seconds;
}

struct vf_json *
vf_conversion_set_json (const struct vf_conversion_set *set)
{
  struct vf_json *json = vf_json_object ();
  struct vf_json *list = vf_json_array ();
  size_t i, failed = vf_conversion_set_failed (set);

  for (i = 0; i < set->items.count; i++)
    vf_json_add (list, vf_conversion_json (set->items.items[i]));
  vf_json_put_bool (json, "success",
                    !failed && set->items.count == set->n_vms);
  vf_json_put_text (json, "source", set->source_path);
  vf_json_put_u64 (json, "vms", set->n_vms);
  vf_json_put_u64 (json, "converted", vf_conversion_set_converted (set));
  vf_json_put_u64 (json, "failed", failed);
  vf_json_put_u64 (json, "not_begun", set->n_vms - set->items.count);
  vf_json_put_u64 (json, "losses", vf_conversion_set_loss_count (set));
  vf_json_put_seconds (json, "seconds", seconds_of (set));
  vf_json_put (json, "conversions", list);
  return json;
}

/* A link to the page of CONVERSION, which lies in a folder of its name. */
static void
write_link (FILE *out, const struct vf_conversion *conversion)
{
  fputs ("<a href=\"", out);
  vf_html_path (out, conversion->name);
  putc ('/', out);
  vf_html_path (out, conversion->name);
  fputs (".report.html\">", out);
  vf_html_text (out, conversion->name);
  fputs ("</a>", out);
}

static void
write_vm (FILE *out, const struct vf_conversion *conversion)
{
  char losses[32], seconds[32];

  fputs ("<tr><td>", out);
  if (conversion->is_complete)
    write_link (out, conversion);
  else
    vf_html_text (out, vf_conversion_label (conversion));
  fputs ("</td>\n", out);
  vf_html_element (out, "td",
                   conversion->guest ? conversion->guest->os.name : NULL);
  vf_html_element (out, "td",
                   conversion->failure ? conversion->failure : "converted");
  snprintf (losses, sizeof losses, "%zu",
            vf_conversion_loss_count (conversion));
  vf_html_element (out, "td", losses);
  snprintf (seconds, sizeof seconds, "%.1f", conversion->seconds);
  vf_html_element (out, "td", seconds);
  fputs ("</tr>\n", out);
}

static void
write_page (FILE *out, const struct vf_conversion_set *set)
{
  static const char *const heads[]
      = { "VM", "Guest", "Result", "Losses", "Seconds" };
  char line[80];
  size_t i;

  vf_html_page_open (out, set->name);
  snprintf (line, sizeof line, "%zu of %zu VMs converted",
            vf_conversion_set_converted (set), set->n_vms);
  vf_html_element (out, "p", line);
  vf_html_table_open (out, heads, sizeof heads / sizeof *heads);
  for (i = 0; i < set->items.count; i++)
    write_vm (out, set->items.items[i]);
  vf_html_table_close (out);
  vf_html_page_close (out);
}

char *
vf_conversion_set_html (const struct vf_conversion_set *set,
                        struct vf_error *err)
{
  char *text = NULL;
  size_t n;
  FILE *out = open_memstream (&text, &n);
  int failed;

  if (out) {
    write_page (out, set);
    failed = ferror (out);
    if (fclose (out) == 0 && !failed)
      return text;
  }
  free (text);
  vf_error_nomem (err, "the report");
  return NULL;
}

void
vf_conversion_set_clear (struct vf_conversion_set *set)
{
  size_t i;

  for (i = 0; i < set->items.count; i++)
    vf_conversion_free (set->items.items[i]);
  free (set->items.items);
  free (set->source_path);
  free (set->name);
  free (set->folder);
}
