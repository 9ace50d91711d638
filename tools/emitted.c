/* vmferry emit: a definition that was made, and what was lost on the way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/emitted.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "common/json.h"
#include "common/outfile.h"
#include "convert/vm/define.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/difference.h"
#include "convert/vm/target-folder.h"
#include "formats/machine.h"

int
vf_emitted_make (struct vf_emitted *emitted, const struct vf_emitter *emitter,
                 struct vf_error *err)
{
  emitted->text = emitter->emit (emitted->machine, emitted->options,
                                 &emitted->report, err);
  return emitted->text ? 0 : -1;
}

int
vf_emitted_deliver (const struct vf_emitted *emitted, const char *path,
                    const char *uri, struct vf_error *err)
{
  const char *text = emitted->text;

  if (vf_target_is_same_file (path, emitted->machine->source_path))
    return vf_error_set (err, VF_ERROR_EXISTS,
                         "%s: belongs to the source, which is not changed",
                         path);
  if (path && vf_outfile_write_all (path, text, strlen (text), err))
    return -1;
  return uri ? vf_define (uri, text, err) : 0;
}

static bool
is_lost (const struct vf_account_entry *entry)
{
  return entry->fate == VF_FATE_LOSS || entry->fate == VF_FATE_UNKNOWN;
}

/* What of the source is not carried over, by its own account: the losses and
 * what is not known. */
static struct vf_json *
source_losses (const struct vf_account *account)
{
  struct vf_json *list = vf_json_array ();
  size_t i;

  for (i = 0; i < account->entries.count; i++)
    if (is_lost (&account->entries.items[i]))
      vf_json_add (list,
                   vf_account_entry_to_json (&account->entries.items[i]));
  return list;
}

struct vf_json *
vf_emitted_json (const struct vf_emitted *emitted, struct vf_error *err)
{
  __attribute__ ((
      cleanup (vf_differences_clear))) struct vf_differences hardware
      = { 0 };
  CLEANUP_JSON struct vf_json *json = vf_json_object ();

  if (vf_differences_find (emitted->machine, emitted->options,
                           &emitted->report, &hardware, err))
    return NULL;
  vf_json_put_text (json, "definition", emitted->text);
  vf_json_put (json, "report", vf_account_to_json (&emitted->report));
  vf_json_put (json, "source", source_losses (&emitted->machine->account));
  vf_json_put (json, "hardware", vf_differences_to_json (&hardware));
  vf_json_put (json, "machine", vf_machine_to_json (emitted->machine, true));
  return TAKE (json);
}

/* Says what ACCOUNT has lost to the log, as warnings. */
static void
warn (struct vf_job *job, const struct vf_account *account)
{
  const struct vf_account_entry *entry;
  size_t i;

  for (i = 0; i < account->entries.count; i++) {
    entry = &account->entries.items[i];
    if (is_lost (entry))
      vf_job_log (job, VF_LOG_WARNING, "%s: %s", entry->key,
                  entry->note ? entry->note : "not known, and left out");
  }
}

void
vf_emitted_warn (const struct vf_emitted *emitted, struct vf_job *job)
{
  warn (job, &emitted->machine->account);
  warn (job, &emitted->report);
  if (emitted->machine->power == VF_POWER_SUSPENDED)
    vf_job_log (job, VF_LOG_WARNING,
                "the VM is suspended: resume it, and shut it down, before "
                "its disks are converted");
}

size_t
vf_emitted_loss_count (const struct vf_emitted *emitted)
{
  return vf_account_count (&emitted->report, VF_FATE_LOSS)
         + vf_account_count (&emitted->machine->account, VF_FATE_LOSS);
}

void
vf_emitted_clear (struct vf_emitted *emitted)
{
  free (emitted->text);
  vf_account_clear (&emitted->report);
}
