/* vmferry: tests of a conversion's first stage: what it decides on, and what
 * it refuses before any work is done.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/job.h"
#include "common/outfile.h"
#include "common/tempdir.h"
#include "common/text.h"
#include "convert/vm/convert.h"
#include "convert/vm/work.h"
#include "tests/convert/vm/sample-conversion.h"

#define DISK                                                                  \
  "scsi0.present = \"TRUE\"\nscsi0.virtualDev = \"pvscsi\"\n"                 \
  "scsi0:0.present = \"TRUE\"\nscsi0:0.fileName = \"disk.vmdk\"\n"
#define DRIVE                                                                 \
  "sata0.present = \"TRUE\"\nsata0:0.present = \"TRUE\"\n"                    \
  "sata0:0.deviceType = \"cdrom-raw\"\nsata0:0.fileName = \"auto detect\"\n"

static struct vf_error err;
static struct vf_tempdir *dir;
static struct vf_convert_options options;
static struct vf_conversion *conversion;
static struct vf_work work;
static struct vf_job job;

/* What is freed at the end of a test. */
static char *kept[20];

static char *
keep (char *text)
{
  size_t i = 0;

  while (i < sizeof kept / sizeof kept[0] && kept[i])
    i++;
  ck_assert_uint_lt (i, sizeof kept / sizeof kept[0]);
  ck_assert_ptr_nonnull (text);
  kept[i] = text;
  return text;
}

/* A path in the test's folder. */
static char *
path_of (const char *name)
{
  return keep (vf_text_printf ("%s/%s", vf_tempdir_path (dir), name));
}

static void
write_file (const char *name, const char *text)
{
  FILE *file = fopen (path_of (name), "w");

  ck_assert_ptr_nonnull (file);
  fputs (text, file);
  fclose (file);
}

static bool
is_there (const char *name)
{
  struct stat st;

  return lstat (path_of (name), &st) == 0;
}

/* Sets all up to convert a VM of these keys into the folder "out". */
static void
set_up (const char *name, const char *keys)
{
  char *text = keep (vf_text_printf (
      "config.version = \"8\"\nvirtualHW.version = \"19\"\n"
      "displayName = \"%s\"\nguestOS = \"debian12-64\"\nmemSize = \"512\"\n%s",
      name, keys));

  dir = vf_tempdir_create (NULL, &err);
  write_file ("vm.vmx", text);
  options.definition = path_of ("vm.vmx");
  options.folder = path_of ("out");
  options.disk_format = "qcow2";
  conversion = sample_conversion ();
  free (conversion->source_path);
  work = (struct vf_work){ .options = &options,
                            .job = &job,
                            .conversion = conversion };
}

static void
tear_down (void)
{
  size_t i;

  vf_work_clear (&work);
  vf_conversion_free (conversion);
  vf_tempdir_remove (dir);
  for (i = 0; i < sizeof kept / sizeof kept[0]; i++) {
    free (kept[i]);
    kept[i] = NULL;
  }
}

/* Runs the stage, which must refuse with CODE and TEXT, and leave no folder
 * behind. */
static void
expect_refusal (enum vf_error_code code, const char *text)
{
  bool was_there = is_there ("out");

  ck_assert_int_eq (vf_stage_definition (&work, &err), -1);
  ck_assert_msg (strstr (err.text, text) != NULL, "%s", err.text);
  ck_assert_int_eq (err.code, code);
  vf_work_clear (&work);
  ck_assert (is_there ("out") == was_there);
  work = (struct vf_work){ 0 };
  tear_down ();
}

START_TEST (names_and_paths_are_chosen)
{
  set_up ("web", DISK);
  ck_assert_msg (vf_stage_definition (&work, &err) == 0, "%s", err.text);
  ck_assert_str_eq (conversion->name, "web");
  ck_assert_uint_eq (conversion->disks.count, 1);
  ck_assert_str_eq (conversion->disks.items[0].target_path,
                    path_of ("out/web-sda.qcow2"));
  ck_assert_str_eq (conversion->xml_path, path_of ("out/web.xml"));
  ck_assert (is_there ("out"));
  tear_down ();
}
END_TEST

START_TEST (the_vms_own_name_is_made_safe)
{
  set_up ("../../etc/<b>", DISK);
  ck_assert_msg (vf_stage_definition (&work, &err) == 0, "%s", err.text);
  ck_assert_str_eq (conversion->name, "_.._etc_<b>");
  ck_assert_str_eq (conversion->xml_path, path_of ("out/_.._etc_<b>.xml"));
  tear_down ();
}
END_TEST

START_TEST (a_wanted_name_is_not_changed)
{
  set_up ("web", DISK);
  options.name = "../x";
  expect_refusal (VF_ERROR_USAGE, "\"_x\" could be");
}
END_TEST

START_TEST (a_folder_made_in_vain_goes)
{
  set_up ("web", DISK);
  ck_assert_int_eq (vf_stage_definition (&work, &err), 0);
  vf_work_clear (&work);
  ck_assert (!is_there ("out"));
  work = (struct vf_work){ 0 };
  tear_down ();
}
END_TEST

START_TEST (a_folder_that_was_there_stays)
{
  set_up ("web", DISK);
  ck_assert_int_eq (mkdir (options.folder, 0700), 0);
  ck_assert_int_eq (vf_stage_definition (&work, &err), 0);
  vf_work_clear (&work);
  ck_assert (is_there ("out"));
  work = (struct vf_work){ 0 };
  tear_down ();
}
END_TEST

START_TEST (a_file_is_no_folder)
{
  set_up ("web", DISK);
  write_file ("out", "");
  expect_refusal (VF_ERROR_EXISTS, "is no folder");
}
END_TEST

START_TEST (files_of_the_target_stay)
{
  set_up ("web", DISK);
  mkdir (options.folder, 0700);
  /* A link that leads nowhere is there as well. */
  ck_assert_int_eq (symlink ("nowhere", path_of ("out/web-sda.qcow2")), 0);
  expect_refusal (VF_ERROR_EXISTS, "web-sda.qcow2: is there already");
}
END_TEST

START_TEST (the_source_is_never_overwritten)
{
  struct vf_disk_location location = { (char *)"scsi0:0", NULL };

  set_up ("web", DISK);
  mkdir (options.folder, 0700);
  write_file ("out/web-sda.qcow2", "");
  location.location = path_of ("out/web-sda.qcow2");
  options.locations = &location;
  options.n_locations = 1;
  options.overwrite = true;
  expect_refusal (VF_ERROR_EXISTS, "belongs to the source");
}
END_TEST

START_TEST (a_plan_touches_nothing)
{
  set_up ("web", DISK);
  options.plan_only = true;
  ck_assert_int_eq (vf_stage_definition (&work, &err), 0);
  ck_assert (!is_there ("out"));
  tear_down ();
}
END_TEST

START_TEST (a_vm_without_disks_is_refused)
{
  set_up ("web", DRIVE);
  expect_refusal (VF_ERROR_UNSUPPORTED, "has no disk to convert");
}
END_TEST

START_TEST (a_suspended_vm_is_refused)
{
  set_up ("web", DISK "checkpoint.vmState = \"web.vmss\"\n");
  write_file ("web.vmss", "");
  expect_refusal (VF_ERROR_UNSUPPORTED, "is suspended");
}
END_TEST

START_TEST (an_unknown_disk_is_refused)
{
  struct vf_disk_location location = { (char *)"scsi3:0", "x" };

  set_up ("web", DISK);
  options.locations = &location;
  options.n_locations = 1;
  expect_refusal (VF_ERROR_USAGE, "has no disk \"scsi3:0\"");
}
END_TEST

/* A disk that is on another datastore, as its definition names it. */
START_TEST (allowed_folders_are_looked_in)
{
  static const char *const names[]
      = { "/vmfs/volumes/ds2/web/away.vmdk", "away/../away/away.vmdk" };
  const char *folder;
  size_t i;

  for (i = 0; i < 2; i++) {
    set_up ("web", keep (vf_text_printf (
                       "scsi0.present = \"TRUE\"\nscsi0:0.present = "
                       "\"TRUE\"\nscsi0:0.fileName = \"%s\"\n",
                       names[i])));
    mkdir (path_of ("away"), 0700);
    write_file ("away/away.vmdk", "");
    folder = path_of ("away");
    options.allowed_dirs = &folder;
    options.n_allowed_dirs = 1;
    ck_assert_msg (vf_stage_definition (&work, &err) == 0, "%s", err.text);
    ck_assert_ptr_nonnull (strstr (conversion->disks.items[0].source_path,
                                   "/away/away.vmdk"));
    tear_down ();
  }
  set_up ("web", DISK);
  folder = path_of ("gone");
  expect_refusal (VF_ERROR_NOT_FOUND, "gone: no such folder");
}
END_TEST

/* Images are what was asked for, whatever is allowed. */
START_TEST (an_image_is_looked_for_nowhere_else)
{
  const char *folder, *image = "gone.img";

  set_up ("web", DISK);
  folder = vf_tempdir_path (dir);
  write_file (image, "");
  options.definition = NULL;
  options.images = &image;
  options.n_images = 1;
  options.allowed_dirs = &folder;
  options.n_allowed_dirs = 1;
  ck_assert_msg (vf_stage_definition (&work, &err) == 0, "%s", err.text);
  ck_assert_str_eq (conversion->disks.items[0].source_path, image);
  tear_down ();
}
END_TEST

/* libvirt's test driver has a domain called "test". */
START_TEST (libvirt_is_asked_first)
{
  set_up ("test", DISK);
  options.define_uri = "test:///default";
  expect_refusal (VF_ERROR_EXISTS, "there is a domain \"test\" already");
}
END_TEST

START_TEST (a_missing_libvirt_is_found_first)
{
  set_up ("web", DISK);
  options.define_uri = "qemu+unix:///system?socket=/nonexistent/socket";
  expect_refusal (VF_ERROR_EXTERNAL, "cannot connect");
}
END_TEST

static const char libvirt_vm[]
    = "<domain type='kvm'><name>lv</name><memory>1048576</memory>"
      "<vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type>"
      "<loader type='pflash'>/x/OVMF_CODE_4M.fd</loader>"
      "<nvram>%s</nvram></os><devices><disk type='file' device='disk'>"
      "<driver type='raw'/><source file='%s'/><target dev='vda'/></disk>"
      "</devices></domain>";

/* Runs the stage on a libvirt VM whose variables have SIZE bytes. */
static void
set_up_libvirt (off_t size)
{
  set_up ("web", DISK);
  write_file ("old_VARS.fd", "variables");
  ck_assert_int_eq (truncate (path_of ("old_VARS.fd"), size), 0);
  write_file ("lv.xml", keep (vf_text_printf (libvirt_vm,
                                              path_of ("old_VARS.fd"),
                                              path_of ("disk.raw"))));
  options.definition = path_of ("lv.xml");
  ck_assert_msg (vf_stage_definition (&work, &err) == 0, "%s", err.text);
}

START_TEST (variables_that_fit_are_copied)
{
  char bytes[16] = "";
  FILE *file;

  set_up_libvirt (540672);
  ck_assert_str_eq (conversion->nvram_path, path_of ("out/lv_VARS.fd"));
  ck_assert_msg (vf_stage_definition_out (&work, &err) == 0, "%s", err.text);
  ck_assert_ptr_nonnull (strstr (
      conversion->xml, keep (vf_text_printf ("<nvram>%s</nvram>",
                                             conversion->nvram_path))));
  ck_assert_uint_eq (work.outputs.count, 2);
  ck_assert_int_eq (
      vf_outfile_finish (TAKE (work.outputs.items[0]), true, &err), 0);
  file = fopen (conversion->nvram_path, "r");
  ck_assert_ptr_nonnull (file);
  ck_assert_uint_eq (fread (bytes, 1, 9, file), 9);
  fclose (file);
  ck_assert_str_eq (bytes, "variables");
  tear_down ();

  set_up_libvirt (131072);
  ck_assert_ptr_null (conversion->nvram_path);
  tear_down ();
}
END_TEST

START_TEST (what_the_target_cannot_have_is_found_first)
{
  set_up ("web", DISK);
  options.resources.hugepage_bytes = 3 << 20;
  expect_refusal (VF_ERROR_UNSUPPORTED, "huge pages of 3145728 bytes");
  options.resources.hugepage_bytes = 0;

  set_up ("web", DISK);
  write_file ("caps.xml", "<domainCapabilities><vcpu max='1'/>");
  options.domain_caps = path_of ("caps.xml");
  expect_refusal (VF_ERROR_CORRUPT, "caps.xml: line 1: no well-formed XML");
}
END_TEST

UNIT_MAIN ("convert/vm/stage-definition", names_and_paths_are_chosen,
           the_vms_own_name_is_made_safe, a_wanted_name_is_not_changed,
           a_folder_made_in_vain_goes, a_folder_that_was_there_stays,
           a_file_is_no_folder, files_of_the_target_stay,
           the_source_is_never_overwritten, a_plan_touches_nothing,
           allowed_folders_are_looked_in,
           an_image_is_looked_for_nowhere_else, a_vm_without_disks_is_refused,
           a_suspended_vm_is_refused,
           an_unknown_disk_is_refused, libvirt_is_asked_first,
           a_missing_libvirt_is_found_first,
           what_the_target_cannot_have_is_found_first,
           variables_that_fit_are_copied)
