/* vmferry: the last stages: the definition is written, everything gets its
 * name, and the result is booted and defined.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"
#include "common/io.h"
#include "common/job.h"
#include "common/outfile.h"
#include "convert/vm/boot/boot.h"
#include "convert/vm/conversion.h"
#include "convert/vm/convert.h"
#include "convert/vm/define.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/host.h"
#include "convert/vm/work.h"
#include "formats/domain.h"

/* The disks as the emitter takes them; malloc'd. */
static struct vf_emit_disk *
emit_disks (const struct vf_conversion *conversion)
{
  struct vf_emit_disk *disks = calloc (conversion->disks.count, sizeof *disks);
  const struct vf_conversion_disk *disk;
  size_t i;

  for (i = 0; disks && i < conversion->disks.count; i++) {
    disk = &conversion->disks.items[i];
    disks[i] = (struct vf_emit_disk){ .key = disk->key,
                                      .path = disk->target_path,
                                      .format = conversion->disk_format };
  }
  return disks;
}

/* The host that the VM is converted on need not be the one that it runs on:
 * what the definition has from this one is said. */
static int
note_emulation (struct vf_work *work, struct vf_error *err)
{
  static const char note[]
      = "there is no usable KVM here, so the definition asks for emulation, "
        "which is slow: where there is, say <domain type='kvm'> and "
        "<cpu mode='host-model'>";

  vf_job_log (work->job, VF_LOG_WARNING, "%s: %s", work->conversion->xml_path,
              note);
  return vf_account_add (&work->conversion->changes, VF_FATE_MAPPED, "kvm",
                         NULL, note, err);
}

/* The definition as text; what changed goes to REPORT, and beside what it was
 * to DIFFERENCES, unless that is NULL. */
static char *
emit (const struct vf_work *work, const struct vf_host *host,
      struct vf_account *report, struct vf_differences *differences,
      struct vf_error *err)
{
  const struct vf_conversion *conversion = work->conversion;
  CLEANUP_FREE struct vf_emit_disk *disks = emit_disks (conversion);
  const struct vf_emitter *emitter = vf_emitter_find ("libvirt", err);
  struct vf_emit_options options = {
    .target = host,
    .name = conversion->name,
    .networks = work->options->networks,
    .n_networks = work->options->n_networks,
    .disks = disks,
    .n_disks = conversion->disks.count,
    .resources = work->options->resources,
    .nvram_path = conversion->nvram_path,
    .devices = work->options->devices,
    .guest = conversion->support,
  };

  CLEANUP_FREE char *text = NULL;

  if (!disks)
    vf_error_nomem (err, "the definition");
  if (!emitter || !disks)
    return NULL;
  text = emitter->emit (conversion->machine, &options, report, err);
  if (!text
      || (differences
          && vf_differences_find (conversion->machine, &options, report,
                                  differences, err)))
    return NULL;
  return TAKE (text);
}

static void
find_host (const struct vf_work *work, struct vf_host *host)
{
  vf_host_init (host, true);
  host->caps = work->caps;
}

int
vf_stage_definition_check (struct vf_work *work, struct vf_error *err)
{
  __attribute__ ((cleanup (vf_account_clear))) struct vf_account report
      = { 0 };
  CLEANUP_FREE char *text = NULL;
  struct vf_host host;

  find_host (work, &host);
  text = emit (work, &host, &report, NULL, err);
  return text ? 0 : -1;
}

static int
write_definition (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  struct vf_host host;

  find_host (work, &host);
  if (!host.has_kvm && note_emulation (work, err))
    return -1;
  conversion->xml = emit (work, &host, &conversion->changes,
                          &conversion->hardware, err);
  return conversion->xml ? 0 : -1;
}

int
vf_stage_definition_out (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  CLEANUP_OUTFILE struct vf_outfile *out = NULL;

  if (vf_stage_nvram_out (work, err) || write_definition (work, err))
    return -1;
  out = vf_outfile_create (conversion->xml_path, err);
  if (!out
      || vf_io_write (vf_outfile_io (out), conversion->xml,
                      strlen (conversion->xml), 0, err))
    return -1;
  if (vf_vector_push (&work->outputs, out))
    return vf_error_nomem (err, "outputs");
  out = NULL;
  return 0;
}

static void
measure_disks (struct vf_conversion *conversion)
{
  struct vf_conversion_disk *disk;
  struct stat st;
  size_t i;

  for (i = 0; i < conversion->disks.count; i++) {
    disk = &conversion->disks.items[i];
    if (stat (disk->target_path, &st) == 0)
      disk->target_bytes = (uint64_t)st.st_blocks * 512;
  }
}

/* Takes back the outputs that have their names already. */
static void
remove_finished (const struct vf_work *work)
{
  const struct vf_conversion *conversion = work->conversion;
  size_t i, n_disks = conversion->disks.count;

  for (i = 0; i < work->n_finished; i++)
    unlink (i < n_disks ? conversion->disks.items[i].target_path
            : i == n_disks && conversion->nvram_path ? conversion->nvram_path
                                                     : conversion->xml_path);
}

/* The definition comes last, as it was written: who sees it finds its disks. */
int
vf_stage_finish (struct vf_work *work, struct vf_error *err)
{
  struct vf_outfile *out;
  size_t i;

  for (i = 0; i < work->outputs.count; i++) {
    out = TAKE (work->outputs.items[i]);
    if (vf_outfile_finish (out, work->options->no_fsync, err)) {
      remove_finished (work);
      return -1;
    }
    work->n_finished++;
  }
  work->conversion->is_complete = true;
  measure_disks (work->conversion);
  return 0;
}

/* Boots DOMAIN into the conversion's result. */
static int
boot_domain (struct vf_work *work, const struct vf_domain *domain,
             struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;
  struct vf_boot_options options = {
    .timeout_ms = (uint64_t)work->options->boot_timeout_s * 1000,
  };
  CLEANUP_BOOT struct vf_boot *boot
      = vf_boot_start (domain, &options, work->job, err);

  if (!boot)
    return -1;
  conversion->boot = calloc (1, sizeof *conversion->boot);
  if (!conversion->boot)
    return vf_error_nomem (err, "the boot's result");
  return vf_boot_watch (boot, conversion->boot, err);
}

int
vf_stage_boot (struct vf_work *work, struct vf_error *err)
{
  const struct vf_conversion *conversion = work->conversion;
  CLEANUP_DOMAIN struct vf_domain *domain
      = vf_domain_open (conversion->xml_path, err);

  if (!domain || boot_domain (work, domain, err))
    return -1;
  if (conversion->boot->is_up)
    return 0;
  return vf_error_set (err, VF_ERROR_EXTERNAL,
                       "%s: was converted, but does not come up: %s",
                       conversion->xml_path,
                       vf_boot_reason_name (conversion->boot->reason));
}

int
vf_stage_define (struct vf_work *work, struct vf_error *err)
{
  struct vf_conversion *conversion = work->conversion;

  if (vf_define (work->options->define_uri, conversion->xml, err))
    return vf_error_prefix (err, "%s", conversion->xml_path);
  conversion->defined_at = strdup (work->options->define_uri);
  return 0;
}
