/* vmferry: tests of the plan: which steps a guest needs, and why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "drivers/plan.h"

#include "common/error.h"
#include "common/json.h"
#include "drivers/network-names.h"
#include "drivers/step.h"
#include "tests/drivers/sample-guest.h"
#include "tests/unit.h"

static struct vf_error err;

static const struct vf_plan_item *
find_item (const struct vf_plan *plan, const char *name)
{
  for (size_t i = 0; i < plan->count; i++)
    if (strcmp (plan->items[i].step->name, name) == 0)
      return &plan->items[i];
  ck_abort_msg ("no step %s", name);
  return NULL;
}

/* The plan of a guest for the sample target. */
static struct vf_plan *
make (const struct vf_guest *guest)
{
  struct vf_plan *plan = vf_plan_make (guest, &sample_target, &err);

  ck_assert_msg (plan != NULL, "%s", err.text);
  return plan;
}

START_TEST (all_steps_are_needed)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = make (guest);

  ck_assert_uint_eq (plan->count, 4);
  for (size_t i = 0; i < plan->count; i++) {
    ck_assert_int_eq (plan->items[i].need, VF_PLAN_NEEDED);
    ck_assert_uint_gt (plan->items[i].changes.count, 0);
    ck_assert_ptr_nonnull (plan->items[i].reason);
  }
  ck_assert (vf_plan_has_work (plan));
  ck_assert_ptr_null (vf_plan_obstacle (plan));
}
END_TEST

/* A disk on SATA is found without virtio. */
START_TEST (plain_disks_need_no_virtio)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  struct vf_target target = sample_target;

  guest->kernels[0].virtio[VF_VIRTIO_PCI].state = VF_DRIVER_ABSENT;
  plan = make (guest);
  ck_assert_ptr_nonnull (vf_plan_obstacle (plan));
  vf_plan_free (plan);
  target.has_plain_disks = true;
  plan = vf_plan_make (guest, &target, &err);
  ck_assert_ptr_nonnull (plan);
  ck_assert_ptr_null (vf_plan_obstacle (plan));
}
END_TEST

START_TEST (nothing_is_needed_twice)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PLAN struct vf_plan *plan = make (guest);

  for (size_t i = 0; i < plan->count; i++)
    ck_assert_msg (plan->items[i].need == VF_PLAN_NOT_NEEDED, "%s",
                   plan->items[i].step->name);
  ck_assert (!vf_plan_has_work (plan));
}
END_TEST

START_TEST (texts)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = make (guest);
  CLEANUP_FREE char *text = vf_plan_text (plan);
  CLEANUP_JSON struct vf_json *json = vf_plan_json (plan);
  CLEANUP_FREE char *json_text = vf_json_text (json, true, &err);

  ck_assert_ptr_nonnull (
      strstr (text, "device-names: needed: the guest names disks"));
  ck_assert_ptr_nonnull (
      strstr (text, "    - /etc/fstab line 1: /dev/sda1 becomes UUID=r-1\n"));
  ck_assert_ptr_nonnull (strstr (json_text, "\"need\":\"needed\""));
  ck_assert_ptr_nonnull (strstr (json_text, "\"step\":\"initramfs\""));
}
END_TEST

START_TEST (unknown_disks_are_losses)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  const struct vf_plan_item *item;

  guest->device_ref_count = 1;
  sample_ref (&guest->device_refs[0], "/etc/fstab", 4, "/dev/sdc1");
  plan = make (guest);
  item = find_item (plan, "device-names");
  ck_assert_int_eq (item->need, VF_PLAN_NOT_NEEDED);
  ck_assert_uint_eq (item->losses.count, 1);
  ck_assert_ptr_nonnull (strstr (item->losses.items[0], "/etc/fstab line 4"));
}
END_TEST

START_TEST (a_kernel_without_virtio_stops_all)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;

  guest->kernels[0].virtio[VF_VIRTIO_BLK].state = VF_DRIVER_ABSENT;
  plan = make (guest);
  ck_assert_ptr_eq (vf_plan_obstacle (plan), find_item (plan, "initramfs"));
  ck_assert_str_eq (vf_plan_obstacle (plan)->reason,
                    "kernel 6.1 has no driver virtio_blk");
}
END_TEST

START_TEST (an_old_kernel_without_virtio_is_a_loss)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;

  guest->kernels[0].virtio[VF_VIRTIO_BLK].state = VF_DRIVER_ABSENT;
  sample_set (&guest->boot.entries[0].kernel, "/boot/vmlinuz-other");
  plan = make (guest);
  ck_assert_ptr_null (vf_plan_obstacle (plan));
  ck_assert_uint_eq (find_item (plan, "initramfs")->losses.count, 1);
}
END_TEST

START_TEST (built_in_needs_no_initramfs)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;

  for (int i = 0; i < VF_VIRTIO_COUNT; i++)
    guest->kernels[0].virtio[i].state = VF_DRIVER_BUILT_IN;
  sample_set (&guest->kernels[0].initramfs, NULL);
  plan = make (guest);
  ck_assert_int_eq (find_item (plan, "initramfs")->need, VF_PLAN_NOT_NEEDED);
}
END_TEST

START_TEST (an_unreadable_initramfs_stops_all)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;

  guest->kernels[0].initramfs_problem = strdup ("xz");
  plan = make (guest);
  ck_assert_ptr_nonnull (vf_plan_obstacle (plan));
  ck_assert_str_eq (vf_plan_obstacle (plan)->reason, SAMPLE_INITRD ": xz");
}
END_TEST

START_TEST (old_names_in_an_initramfs)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_done_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  const struct vf_plan_item *item;

  vf_text_list_add (&guest->kernels[0].initramfs_names, "/dev/sda2", &err);
  plan = make (guest);
  item = find_item (plan, "initramfs");
  ck_assert_int_eq (item->need, VF_PLAN_NEEDED);
  ck_assert_str_eq (item->changes.items[0],
                    SAMPLE_INITRD ": renamed disks put behind it");
}
END_TEST

START_TEST (a_tool_that_others_need_stays)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  const struct vf_plan_item *item;

  guest->tools[0].required_by = strdup ("cloud-kit");
  vf_text_list_add (&guest->tool_services, "open-vm-tools.service", &err);
  plan = make (guest);
  item = find_item (plan, "remove-tools");
  ck_assert_int_eq (item->need, VF_PLAN_NEEDED);
  ck_assert_str_eq (item->changes.items[0],
                    "service open-vm-tools.service: masked");
  ck_assert_uint_eq (item->losses.count, 1);
}
END_TEST

/* The links of a guest with these interfaces, on a target with two cards. */
static void
make_links (const char *const *names, struct vf_network_links *links)
{
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  struct vf_target target = sample_target;
  size_t count = 0;

  while (names[count])
    count++;
  free (guest->network.interfaces[0].name);
  free (guest->network.interfaces);
  guest->network.interfaces
      = calloc (count, sizeof *guest->network.interfaces);
  guest->network.interface_count = count;
  for (size_t i = 0; i < count; i++)
    guest->network.interfaces[i].name = strdup (names[i]);
  target.nic_count = 2;
  ck_assert_int_eq (vf_network_links_make (guest, &target, links, &err), 0);
}

START_TEST (links_by_slot)
{
  static const char *const names[] = { "ens224", "br0", "ens192", "ens224",
                                       "ens192.7", NULL };
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };
  CLEANUP_FREE char *text = NULL;

  make_links (names, &links);
  ck_assert_uint_eq (links.count, 2);
  ck_assert_str_eq (links.items[0].name, "ens224");
  ck_assert_str_eq (links.items[0].mac, "00:50:56:3f:12:35");
  ck_assert_str_eq (links.items[0].file, "10-vmferry-ens224.link");
  ck_assert_str_eq (links.items[1].mac, SAMPLE_MAC);
  text = vf_network_link_text (&links.items[1]);
  ck_assert_ptr_nonnull (strstr (text, "MACAddress=" SAMPLE_MAC "\n"));
  ck_assert_ptr_nonnull (strstr (text, "Name=ens192\n"));
}
END_TEST

START_TEST (the_last_name_is_the_last_card)
{
  static const char *const one_left[] = { "ens192", "enp11s0", NULL };
  static const char *const two_left[] = { "eth0", "eth1", NULL };
  CLEANUP_NETWORK_LINKS struct vf_network_links links = { 0 };
  CLEANUP_NETWORK_LINKS struct vf_network_links none = { 0 };

  make_links (one_left, &links);
  ck_assert_uint_eq (links.count, 2);
  ck_assert_str_eq (links.items[1].name, "enp11s0");
  ck_assert_str_eq (links.items[1].mac, "00:50:56:3f:12:35");
  make_links (two_left, &none);
  ck_assert_uint_eq (none.count, 0);
}
END_TEST

START_TEST (a_card_without_a_mac_is_a_loss)
{
  static const struct vf_target_nic nic = { NULL, 192 };
  CLEANUP_GUEST struct vf_guest *guest = sample_guest ();
  CLEANUP_PLAN struct vf_plan *plan = NULL;
  struct vf_target target = sample_target;
  const struct vf_plan_item *item;

  target.nics = &nic;
  plan = vf_plan_make (guest, &target, &err);
  ck_assert_ptr_nonnull (plan);
  item = find_item (plan, "network-names");
  ck_assert_uint_eq (item->changes.count, 0);
  ck_assert_uint_eq (item->losses.count, 1);
  ck_assert_ptr_nonnull (strstr (item->losses.items[0], "ens192: the source"));
}
END_TEST

UNIT_MAIN ("drivers/plan", all_steps_are_needed, plain_disks_need_no_virtio,
           nothing_is_needed_twice, texts, unknown_disks_are_losses,
           a_kernel_without_virtio_stops_all,
           an_old_kernel_without_virtio_is_a_loss, built_in_needs_no_initramfs,
           an_unreadable_initramfs_stops_all, old_names_in_an_initramfs,
           a_tool_that_others_need_stays, links_by_slot,
           the_last_name_is_the_last_card, a_card_without_a_mac_is_a_loss)
