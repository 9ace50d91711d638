/* vmferry: tests of the list of all VMs: what they would be in each other's
 * way with is told of each, and costs no other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/vm-list.h"

#include <string.h>
#include <sys/stat.h>

#include "common/tempdir.h"
#include "common/text.h"
#include "formats/account.h"
#include "formats/machine-format.h"
#include "formats/machine.h"
#include "tests/unit.h"

#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_"
#define ITEM(n, type, text)                                                   \
  "<Item>" text "<r:InstanceID>" n "</r:InstanceID><r:ResourceType>" type     \
  "</r:ResourceType></Item>"
#define DISK(n, place, id)                                                    \
  ITEM (n, "17",                                                              \
        "<r:Parent>1</r:Parent><r:AddressOnParent>" place                     \
        "</r:AddressOnParent><r:HostResource>ovf:/disk/" id                   \
        "</r:HostResource>")
#define CONTROLLER ITEM ("1", "6", "<r:Address>0</r:Address>")
#define SYSTEM(id, name, items)                                               \
  "<VirtualSystem o:id='" id "'><Name>" name "</Name>"                        \
  "<VirtualHardwareSection>" CONTROLLER items "</VirtualHardwareSection>"     \
  "</VirtualSystem>"

static struct vf_error err;
static struct vf_tempdir *dir;
static struct vf_vm_list list;
static const struct vf_machine_params params;

/* Lists the VMs of an OVF with SYSTEMS in it. */
static int
read_systems (const char *systems)
{
  CLEANUP_FREE char *path = NULL;
  FILE *file;

  dir = vf_tempdir_create (NULL, &err);
  path = vf_text_printf ("%s/vms.ovf", vf_tempdir_path (dir));
  file = fopen (path, "w");
  ck_assert_ptr_nonnull (file);
  fprintf (file,
           "<Envelope xmlns='http://schemas.dmtf.org/ovf/envelope/1'"
           " xmlns:o='http://schemas.dmtf.org/ovf/envelope/1'"
           " xmlns:r='" CIM "ResourceAllocationSettingData'>"
           "<References><File o:id='a' o:href='a.vmdk'/>"
           "<File o:id='b' o:href='b.vmdk'/></References><DiskSection>"
           "<Disk o:diskId='a' o:fileRef='a' o:capacity='1048576'/>"
           "<Disk o:diskId='b' o:fileRef='b' o:capacity='1048576'/>"
           "<Disk o:diskId='new' o:capacity='1048576'/></DiskSection>"
           "<VirtualSystemCollection o:id='all'>%s</VirtualSystemCollection>"
           "</Envelope>",
           systems);
  fclose (file);
  return vf_vm_list_read (path, NULL, &params, &list, &err);
}

static void
tear_down (void)
{
  vf_vm_list_clear (&list);
  vf_tempdir_remove (dir);
}

/* VM number INDEX can be used, and has this id and name. */
static void
expect_vm (size_t index, const char *id, const char *name)
{
  const struct vf_vm *vm = &list.vms.items[index];

  ck_assert_msg (vm->err.code == VF_ERROR_NONE, "%s", vm->err.text);
  ck_assert_str_eq (vm->id, id);
  ck_assert_str_eq (vm->name, name);
  ck_assert_ptr_nonnull (vm->machine);
}

/* It cannot, for a reason that has TEXT in it. */
static void
expect_refusal (size_t index, const char *text)
{
  const struct vf_vm *vm = &list.vms.items[index];

  ck_assert_int_ne (vm->err.code, VF_ERROR_NONE);
  ck_assert_msg (strstr (vm->err.text, text) != NULL, "%s", vm->err.text);
}

START_TEST (each_is_read_under_its_id)
{
  ck_assert_int_eq (
      read_systems (SYSTEM ("vm1", "web", "") SYSTEM ("vm2", "data/base", "")),
      0);
  ck_assert_uint_eq (list.vms.count, 2);
  expect_vm (0, "vm1", "web");
  expect_vm (1, "vm2", "data_base");
  tear_down ();
}
END_TEST

START_TEST (names_that_become_the_same_are_refused)
{
  ck_assert_int_eq (read_systems (SYSTEM ("vm1", "a/b", "") SYSTEM (
                        "vm2", "other", "") SYSTEM ("vm3", "a_b", "")),
                    0);
  expect_refusal (0, "the VM \"vm1\" would be called \"a_b\", as \"vm3\"");
  expect_vm (1, "vm2", "other");
  expect_refusal (2, "the VM \"vm3\" would be called \"a_b\", as \"vm1\"");
  tear_down ();
}
END_TEST

START_TEST (names_that_a_share_takes_for_one_are_refused)
{
  ck_assert_int_eq (
      read_systems (SYSTEM ("vm1", "Web", "") SYSTEM ("vm2", "web", "")), 0);
  expect_refusal (0, "\"Web\", as \"vm2\" would but for upper and lower case");
  expect_refusal (1, "\"web\", as \"vm1\" would but for upper and lower case");
  tear_down ();
}
END_TEST

/* To choose by the id would give the first, twice; the number, which is the
 * id of those that have no other, is that of the first, too. */
START_TEST (systems_of_one_id_get_numbers)
{
  ck_assert_int_eq (read_systems (SYSTEM ("2", "one", "")
                                      SYSTEM ("2", "two", "")
                                          SYSTEM ("vm3", "three", "")),
                    0);
  expect_vm (0, "2", "one");
  expect_vm (1, "3", "two");
  expect_vm (2, "vm3", "three");
  tear_down ();
}
END_TEST

/* Puts the VM NAME into FILE below the folder. */
static void
write_vmx (const char *file, const char *name)
{
  CLEANUP_FREE char *path
      = vf_text_printf ("%s/%s", vf_tempdir_path (dir), file);
  FILE *vmx = fopen (path, "w");

  ck_assert_ptr_nonnull (vmx);
  fprintf (vmx,
           "virtualHW.version = \"13\"\nmemSize = \"512\"\n"
           "displayName = \"%s\"\n",
           name);
  fclose (vmx);
}

/* A definition in a folder is chosen by its file's name, or by its path. */
START_TEST (files_of_one_name_get_paths)
{
  CLEANUP_FREE char *below = NULL;

  dir = vf_tempdir_create (NULL, &err);
  below = vf_text_printf ("%s/Virtual Machines", vf_tempdir_path (dir));
  ck_assert_int_eq (mkdir (below, 0700), 0);
  write_vmx ("vm.vmx", "one");
  write_vmx ("Virtual Machines/vm.vmx", "two");
  write_vmx ("vm3.vmx", "three");
  ck_assert_int_eq (vf_vm_list_read (vf_tempdir_path (dir), NULL, &params,
                                     &list, &err),
                    0);
  ck_assert_uint_eq (list.vms.count, 3);
  expect_vm (0, "Virtual Machines/vm.vmx", "two");
  expect_vm (1, "vm.vmx", "one");
  expect_vm (2, "vm3", "three");
  tear_down ();
}
END_TEST

/* One whose name is another's id is chosen by its own id. */
START_TEST (a_name_is_no_id)
{
  ck_assert_int_eq (read_systems (SYSTEM ("a", "b", "") SYSTEM ("b", "a", "")),
                    0);
  expect_vm (0, "a", "b");
  expect_vm (1, "b", "a");
  tear_down ();
}
END_TEST

START_TEST (one_that_cannot_be_read_costs_no_other)
{
  ck_assert_int_eq (
      read_systems (SYSTEM ("good", "good",
                            "") "<VirtualSystem o:id='bad'><Name>bad</Name>"
                                "</VirtualSystem>"),
      0);
  expect_vm (0, "good", "good");
  expect_refusal (1, "vms.ovf: ");
  ck_assert_str_eq (list.vms.items[1].name, "bad");
  tear_down ();
}
END_TEST

START_TEST (a_shared_disk_is_lost_by_both)
{
  struct vf_account account = { 0 };

  ck_assert_int_eq (
      read_systems (
          SYSTEM ("vm1", "one", DISK ("2", "0", "a") DISK ("3", "1", "b"))
              SYSTEM ("vm2", "two",
                      DISK ("2", "0", "b") DISK ("3", "1", "new"))
                  SYSTEM ("vm3", "three", DISK ("2", "0", "new"))),
      0);
  ck_assert_int_eq (vf_vm_list_lose_shared (&list, 0, &account, &err), 0);
  ck_assert_uint_eq (account.entries.count, 1);
  ck_assert_str_eq (account.entries.items[0].key, "scsi0:1");
  ck_assert_ptr_nonnull (strstr (account.entries.items[0].note, "\"vm2\""));
  ck_assert_int_eq (vf_vm_list_lose_shared (&list, 1, &account, &err), 0);
  ck_assert_uint_eq (account.entries.count, 2);
  ck_assert_str_eq (account.entries.items[1].key, "scsi0:0");
  /* A disk that is to be new is one for each. */
  ck_assert_int_eq (vf_vm_list_lose_shared (&list, 2, &account, &err), 0);
  ck_assert_uint_eq (account.entries.count, 2);
  vf_account_clear (&account);
  tear_down ();
}
END_TEST

int
main (void)
{
  const TTest *const tests[] = {
    each_is_read_under_its_id,
    names_that_become_the_same_are_refused,
    names_that_a_share_takes_for_one_are_refused,
    systems_of_one_id_get_numbers,
    files_of_one_name_get_paths,
    a_name_is_no_id,
    one_that_cannot_be_read_costs_no_other,
    a_shared_disk_is_lost_by_both,
  };

  return unit_run ("convert/vm/vm-list", tests,
                   sizeof tests / sizeof tests[0]);
}
