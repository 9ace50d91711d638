/* vmferry: tests that the checks of all formats end early where they should:
 * past too many damages, with a note, and when they are cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "common/job.h"
#include "formats/check-report.h"
#include "formats/image.h"
#include "formats/source.h"
#include "tests/formats/fixtures.h"

static const struct {
  const char *name, *command;
} fixtures[] = {
  { "sparse VMDK", FIXTURE_VMDK ("sparse") },
  { "stream", FIXTURE_VMDK ("stream-tiny") },
  { "COWD", FIXTURE_ESX ("cowd") },
  { "SESparse", FIXTURE_ESX ("sesparse,capacity=41000") },
  { "VDI", FIXTURE_VDI ("image raw block=4096 blocks=d,d,z,-") },
  { "VHD", FIXTURE_VHD ("image raw block=4096 blocks=d,p,z,-") },
  { "VHDX", FIXTURE_VHDX ("image raw states=6,0,2,6") },
  { "qcow2", FIXTURE_QEMU ("qcow2", "-o cluster_size=4096") },
};

static char folder[] = "/tmp/vmferry-test-check-ends.XXXXXX";
static struct vf_error err;

static void
give_up (struct vf_image *image, const char *name)
{
  struct vf_check_report report = { .n_damages = VF_CHECK_MAX_DAMAGES };
  bool said = false;
  size_t i;

  ck_assert_msg (vf_image_check (image, &report, &err) == 0, "%s: %s", name,
                 err.text);
  for (i = 0; i < report.count; i++)
    said = said || strstr (report.findings[i].text, "nothing was looked at");
  ck_assert_msg (said, "%s: it goes on", name);
  vf_check_report_clear (&report);
}

static void
cancel (struct vf_image *image, const char *name)
{
  struct vf_job job = { .cancelled = true };
  struct vf_check_report report = { .job = &job };

  ck_assert_msg (vf_image_check (image, &report, &err) == -1, "%s: it goes on",
                 name);
  ck_assert_int_eq (err.code, VF_ERROR_CANCELLED);
  vf_check_report_clear (&report);
}

START_TEST (a_check_ends)
{
  const struct vf_source_params params = { .location = "image" };
  const char *name = fixtures[_i].name;
  struct vf_source *source;
  char command[64];

  ck_assert_ptr_nonnull (mkdtemp (folder));
  ck_assert_int_eq (chdir (folder), 0);
  if (!fixture_make ("disk", fixtures[_i].command)) {
    printf ("%s: cannot be made here\n", name);
  } else {
    source = vf_source_open (&params, &err);
    ck_assert_msg (source != NULL, "%s: %s", name, err.text);
    give_up (vf_source_image (source), name);
    cancel (vf_source_image (source), name);
    vf_source_close (source);
  }
  snprintf (command, sizeof command, "rm -r %s", folder);
  ck_assert_int_eq (system (command), 0);
}
END_TEST

int
main (void)
{
  return unit_run_loop ("formats/check-ends", a_check_ends,
                        sizeof fixtures / sizeof fixtures[0]);
}
