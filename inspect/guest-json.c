/* vmferry: a guest as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/guest.h"

#include "common/json.h"
#include "inspect/hypervisor-tools.h"

static const char *
firmware_name (enum vf_guest_firmware firmware)
{
  switch (firmware) {
  case VF_GUEST_FIRMWARE_BIOS:
    return "bios";
  case VF_GUEST_FIRMWARE_UEFI:
    return "uefi";
  default:
    return NULL;
  }
}

static const char *
initramfs_tool_name (enum vf_guest_initramfs_tool tool)
{
  switch (tool) {
  case VF_GUEST_INITRAMFS_TOOLS:
    return "initramfs-tools";
  case VF_GUEST_INITRAMFS_DRACUT:
    return "dracut";
  default:
    return NULL;
  }
}

static const char *
driver_state_name (enum vf_guest_driver_state state)
{
  switch (state) {
  case VF_DRIVER_BUILT_IN:
    return "built-in";
  case VF_DRIVER_MODULE:
    return "module";
  default:
    return "absent";
  }
}

static struct vf_json *
os_json (const struct vf_guest_os *os)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put_text (object, "id", os->id);
  vf_json_put_text (object, "id_like", os->id_like);
  vf_json_put_text (object, "version", os->version);
  vf_json_put_text (object, "name", os->name);
  vf_json_put_text (object, "arch", os->arch);
  vf_json_put_text (object, "hostname", os->hostname);
  return object;
}

static struct vf_json *
filesystems_json (const struct vf_guest *guest)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < guest->filesystem_count; i++) {
    const struct vf_guest_filesystem *fs = &guest->filesystems[i];
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "device", fs->device);
    vf_json_put_text (object, "type", fs->type);
    vf_json_put_text (object, "uuid", fs->uuid);
    vf_json_put_text (object, "label", fs->label);
    vf_json_put_text (object, "partuuid", fs->partuuid);
    vf_json_put_text (object, "mount_point", fs->mount_point);
    if (fs->disk != VF_GUEST_NO_DISK)
      vf_json_put_u64 (object, "disk", fs->disk);
    vf_json_add (array, object);
  }
  return array;
}

static struct vf_json *
tab_json (const struct vf_guest_tab_entry *entries, size_t count)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < count; i++) {
    struct vf_json *object = vf_json_object ();

    vf_json_put_u64 (object, "line", entries[i].line);
    vf_json_put_text (object, "spec", entries[i].spec);
    vf_json_put_text (object, "target", entries[i].target);
    vf_json_put_text (object, "type", entries[i].type);
    vf_json_put_text (object, "options", entries[i].options);
    vf_json_put_text (object, "device", entries[i].device);
    vf_json_add (array, object);
  }
  return array;
}

static struct vf_json *
device_refs_json (const struct vf_guest *guest)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < guest->device_ref_count; i++) {
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "file", guest->device_refs[i].file);
    vf_json_put_u64 (object, "line", guest->device_refs[i].line);
    vf_json_put_text (object, "name", guest->device_refs[i].name);
    vf_json_put_text (object, "device", guest->device_refs[i].device);
    vf_json_add (array, object);
  }
  return array;
}

static struct vf_json *
virtio_json (const struct vf_guest_kernel *kernel)
{
  struct vf_json *object = vf_json_object ();

  for (int i = 0; i < VF_VIRTIO_COUNT; i++) {
    const struct vf_guest_driver *driver = &kernel->virtio[i];
    struct vf_json *value = vf_json_object ();

    vf_json_put_text (value, "state", driver_state_name (driver->state));
    vf_json_put_bool (value, "in_initramfs", driver->in_initramfs);
    vf_json_put_text (value, "missing", driver->missing);
    vf_json_put (object, vf_guest_virtio_name (i), value);
  }
  return object;
}

static struct vf_json *
kernels_json (const struct vf_guest *guest)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < guest->kernel_count; i++) {
    const struct vf_guest_kernel *kernel = &guest->kernels[i];
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "version", kernel->version);
    vf_json_put_text (object, "vmlinuz", kernel->vmlinuz);
    vf_json_put_text (object, "initramfs", kernel->initramfs);
    vf_json_put_text (object, "initramfs_problem", kernel->initramfs_problem);
    vf_json_put (object, "initramfs_links",
                 vf_text_list_json (&kernel->initramfs_links));
    vf_json_put (object, "initramfs_names",
                 vf_text_list_json (&kernel->initramfs_names));
    vf_json_put_text (object, "modules_dir", kernel->modules_dir);
    vf_json_put (object, "virtio", virtio_json (kernel));
    vf_json_add (array, object);
  }
  return array;
}

static struct vf_json *
boot_json (const struct vf_guest_boot *boot)
{
  struct vf_json *object = vf_json_object ();
  struct vf_json *array = vf_json_array ();

  vf_json_put_text (object, "loader",
                    boot->loader == VF_GUEST_LOADER_GRUB2 ? "grub2" : NULL);
  vf_json_put_text (object, "config", boot->config);
  vf_json_put_bool (object, "has_fallback_loader", boot->has_fallback_loader);
  for (size_t i = 0; i < boot->entry_count; i++) {
    const struct vf_guest_boot_entry *entry = &boot->entries[i];
    struct vf_json *value = vf_json_object ();

    vf_json_put_text (value, "title", entry->title);
    vf_json_put_text (value, "kernel", entry->kernel);
    vf_json_put_text (value, "initrd", entry->initrd);
    vf_json_put_text (value, "root", entry->root);
    vf_json_put_text (value, "cmdline", entry->cmdline);
    vf_json_put_bool (value, "default", entry->is_default);
    vf_json_add (array, value);
  }
  vf_json_put (object, "entries", array);
  return object;
}

static struct vf_json *
tools_json (const struct vf_guest *guest)
{
  struct vf_json *object = vf_json_object ();
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < guest->tool_count; i++) {
    const struct vf_guest_tool *tool = &guest->tools[i];
    struct vf_json *value = vf_json_object ();

    vf_json_put_text (value, "hypervisor", vf_tool_kind_name (tool->kind));
    vf_json_put_text (value, "package", tool->package);
    vf_json_put_text (value, "version", tool->version);
    vf_json_put_text (value, "required_by", tool->required_by);
    vf_json_add (array, value);
  }
  vf_json_put (object, "packages", array);
  vf_json_put (object, "services", vf_text_list_json (&guest->tool_services));
  vf_json_put (object, "leftovers",
               vf_text_list_json (&guest->tool_leftovers));
  return object;
}

static struct vf_json *
interfaces_json (const struct vf_guest_network *network)
{
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < network->interface_count; i++) {
    const struct vf_guest_interface *interface = &network->interfaces[i];
    struct vf_json *object = vf_json_object ();

    vf_json_put_text (object, "name", interface->name);
    vf_json_put_text (object, "family", interface->family);
    vf_json_put_text (object, "method", interface->method);
    vf_json_put_text (object, "address", interface->address);
    vf_json_put_text (object, "netmask", interface->netmask);
    vf_json_put_text (object, "gateway", interface->gateway);
    vf_json_put_text (object, "file", interface->file);
    vf_json_add (array, object);
  }
  return array;
}

static struct vf_json *
network_json (const struct vf_guest_network *network)
{
  struct vf_json *object = vf_json_object ();
  struct vf_json *array = vf_json_array ();

  for (size_t i = 0; i < network->link_count; i++) {
    struct vf_json *value = vf_json_object ();

    vf_json_put_text (value, "file", network->links[i].file);
    vf_json_put_text (value, "mac", network->links[i].mac);
    vf_json_put_text (value, "name", network->links[i].name);
    vf_json_add (array, value);
  }
  vf_json_put (object, "interfaces", interfaces_json (network));
  vf_json_put (object, "links", array);
  vf_json_put_bool (object, "ifupdown", network->has_ifupdown);
  vf_json_put_bool (object, "networkd", network->has_networkd);
  vf_json_put_bool (object, "netplan", network->has_netplan);
  vf_json_put_bool (object, "network_manager", network->has_network_manager);
  return object;
}

struct vf_json *
vf_guest_json (const struct vf_guest *guest)
{
  struct vf_json *object = vf_json_object ();

  vf_json_put (object, "os", os_json (&guest->os));
  vf_json_put_text (object, "firmware", firmware_name (guest->firmware));
  if (guest->boot_disk != VF_GUEST_NO_DISK)
    vf_json_put_u64 (object, "boot_disk", guest->boot_disk);
  vf_json_put_text (object, "root", guest->root_device);
  vf_json_put (object, "filesystems", filesystems_json (guest));
  vf_json_put_bool (object, "lvm", guest->has_lvm);
  vf_json_put_bool (object, "luks", guest->has_luks);
  vf_json_put_bool (object, "raid", guest->has_raid);
  vf_json_put (object, "fstab", tab_json (guest->fstab, guest->fstab_count));
  vf_json_put (object, "crypttab",
               tab_json (guest->crypttab, guest->crypttab_count));
  vf_json_put (object, "device_refs", device_refs_json (guest));
  vf_json_put (object, "kernels", kernels_json (guest));
  vf_json_put (object, "boot", boot_json (&guest->boot));
  vf_json_put_text (object, "initramfs_tool",
                    initramfs_tool_name (guest->initramfs_tool));
  vf_json_put (object, "initramfs_modules",
               vf_text_list_json (&guest->initramfs_modules));
  vf_json_put (object, "tools", tools_json (guest));
  vf_json_put (object, "network", network_json (&guest->network));
  return object;
}
