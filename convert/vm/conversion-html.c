/* vmferry: a conversion as one self-contained page for a person: what was
 * done, what was lost, what was proven, and how long it took.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>

#include "common/error.h"
#include "common/text.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "convert/vm/html.h"
#include "drivers/plan.h"
#include "drivers/proof.h"
#include "drivers/step.h"
#include "drivers/steps.h"
#include "formats/machine.h"
#include "inspect/guest.h"

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static void
write_verdict (FILE *out, const struct vf_conversion *c)
{
  const char *verdict = c->failure ? "failed" : "converted";

  if (!c->failure && c->boot && c->boot->is_up)
    verdict = "converted, and it boots";
  fprintf (out, "<p><span class=\"verdict %s\">%s</span></p>\n",
           c->failure ? "bad" : "good", verdict);
  if (c->failure)
    vf_html_element (out, "p", c->failure);
}

static void
write_head (FILE *out, const struct vf_conversion *c)
{
  const char *name = c->name ? c->name : c->source_path;

  vf_html_page_open (out, name);
  if (c->guest)
    vf_html_element (out, "p", c->guest->os.name);
  write_verdict (out, c);
}

static void
write_disks (FILE *out, const struct vf_conversion *c)
{
  static const char *const heads[]
      = { "Disk", "Source", "Size", "Target", "Takes", "In the guest" };
  const struct vf_conversion_disk *disk;
  char size[32], taken[32];
  size_t i;

  vf_html_element (out, "h2", "Disks");
  vf_html_table_open (out, heads, COUNT (heads));
  for (i = 0; i < c->disks.count; i++) {
    disk = &c->disks.items[i];
    vf_html_row (out,
                 (const char *[]){
                     disk->key,
                     disk->source_path ? disk->source_path : "a new disk",
                     vf_text_human_size (disk->virtual_size, size),
                     disk->target_path,
                     vf_text_human_size (disk->target_bytes, taken),
                     disk->target_name },
                 COUNT (heads));
  }
  vf_html_table_close (out);
}

static void
write_hardware (FILE *out, const struct vf_conversion *c)
{
  static const char *const heads[] = { "", "Source", "Target" };
  const struct vf_difference *item;
  size_t i;

  if (!c->hardware.items.count)
    return;
  vf_html_element (out, "h2", "The hardware before and after");
  vf_html_table_open (out, heads, COUNT (heads));
  for (i = 0; i < c->hardware.items.count; i++) {
    item = &c->hardware.items.items[i];
    vf_html_row (out,
                 (const char *[]){ item->what,
                                   item->source ? item->source : "not said",
                                   item->target ? item->target : "not there" },
                 COUNT (heads));
  }
  vf_html_table_close (out);
}

static void
write_lines (FILE *out, const struct vf_text_list *lines)
{
  size_t i;

  fputs ("<ul>\n", out);
  for (i = 0; i < lines->count; i++)
    vf_html_element (out, "li", lines->items[i]);
  fputs ("</ul>\n", out);
}

static void
write_steps (FILE *out, const struct vf_conversion *c)
{
  const struct vf_plan_item *item;
  size_t i;

  if (!c->plan)
    return;
  vf_html_element (out, "h2", "What was done to the guest");
  for (i = 0; i < c->plan->count; i++) {
    item = &c->plan->items[i];
    vf_html_element (out, "h3", item->step->summary);
    vf_html_element (out, "p", item->reason);
    if (c->steps && i < c->steps->count && c->steps->items[i].done.count)
      write_lines (out, &c->steps->items[i].done);
  }
}

static void
write_account_losses (FILE *out, const struct vf_account *account)
{
  const struct vf_account_entry *entry;
  size_t i;

  for (i = 0; i < account->entries.count; i++) {
    entry = &account->entries.items[i];
    if (entry->fate == VF_FATE_LOSS)
      vf_html_row (out, (const char *[]){ entry->key, entry->value,
                                          entry->note },
                   3);
  }
}

static void
write_plan_losses (FILE *out, const struct vf_plan *plan)
{
  size_t i, j;

  for (i = 0; plan && i < plan->count; i++)
    for (j = 0; j < plan->items[i].losses.count; j++)
      vf_html_row (out, (const char *[]){ plan->items[i].step->name, NULL,
                                          plan->items[i].losses.items[j] },
                   3);
}

static void
write_losses (FILE *out, const struct vf_conversion *c)
{
  static const char *const heads[] = { "What", "Was", "Fate" };

  vf_html_element (out, "h2", "What was changed or lost");
  if (!vf_conversion_loss_count (c)) {
    vf_html_element (out, "p", "Nothing.");
    return;
  }
  vf_html_table_open (out, heads, COUNT (heads));
  if (c->machine)
    write_account_losses (out, &c->machine->account);
  write_account_losses (out, &c->changes);
  write_plan_losses (out, c->plan);
  vf_html_table_close (out);
}

static void
write_proof (FILE *out, const struct vf_conversion *c)
{
  static const char *const heads[] = { "Of", "Check", "", "Found" };
  const struct vf_proof_check *check;
  size_t i;

  if (!c->proof)
    return;
  vf_html_element (out, "h2", "Why it will boot");
  vf_html_table_open (out, heads, COUNT (heads));
  for (i = 0; i < c->proof->count; i++) {
    check = &c->proof->checks[i];
    vf_html_row (out,
                 (const char *[]){ check->subject, check->name,
                                   check->ok ? "✓" : "✗", check->detail },
                 COUNT (heads));
  }
  vf_html_table_close (out);
}

static void
write_boot (FILE *out, const struct vf_conversion *c)
{
  char line[160];

  if (!c->boot)
    return;
  vf_html_element (out, "h2", "Boot proof");
  snprintf (line, sizeof line, "%s: %s, after %.0f seconds (%s)",
            c->boot->is_up ? "up" : "down",
            vf_boot_reason_name (c->boot->reason),
            (double)c->boot->elapsed_ms / 1000, c->boot->accelerator);
  vf_html_element (out, "p", line);
  if (c->boot->console_tail)
    vf_html_element (out, "pre", c->boot->console_tail);
}

static void
write_times (FILE *out, const struct vf_conversion *c)
{
  static const char *const heads[] = { "Stage", "Seconds" };
  char seconds[32];
  size_t i;

  vf_html_element (out, "h2", "Timings");
  vf_html_table_open (out, heads, COUNT (heads));
  for (i = 0; i < c->times.count; i++) {
    snprintf (seconds, sizeof seconds, "%.2f", c->times.items[i].seconds);
    vf_html_row (out, (const char *[]){ c->times.items[i].name, seconds }, 2);
  }
  snprintf (seconds, sizeof seconds, "%.2f", c->seconds);
  vf_html_row (out, (const char *[]){ "all", seconds }, 2);
  vf_html_table_close (out);
}

char *
vf_conversion_html (const struct vf_conversion *conversion,
                    struct vf_error *err)
{
  char *text = NULL;
  size_t n;
  FILE *out = open_memstream (&text, &n);
  int failed;

  if (out) {
    write_head (out, conversion);
    write_disks (out, conversion);
    write_hardware (out, conversion);
    write_losses (out, conversion);
    write_steps (out, conversion);
    write_proof (out, conversion);
    write_boot (out, conversion);
    write_times (out, conversion);
    vf_html_page_close (out);
    failed = ferror (out);
    if (fclose (out) == 0 && !failed)
      return text;
  }
  free (text);
  vf_error_nomem (err, "the report");
  return NULL;
}
