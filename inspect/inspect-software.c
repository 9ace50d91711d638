/* vmferry: the guest's system, its packages and its hypervisor tools.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "inspect/appliance.h"
#include "inspect/dpkg.h"
#include "inspect/guest.h"
#include "inspect/hypervisor-tools.h"
#include "inspect/inspect-priv.h"
#include "inspect/os-release.h"

/* dpkg's status file of a desktop with everything has some 10 MiB. */
#define DPKG_STATUS_MAX ((size_t)64 << 20)
/* A small program of every system. */
#define ANY_PROGRAM "/bin/true"
#define PROGRAM_MAX ((size_t)16 << 20)
#define UNITS "/etc/systemd/system"

struct machine {
  uint16_t number;
  const char *name;
};

static const struct machine machines[] = {
  { EM_X86_64, "x86_64" },
  { EM_386, "i686" },
  { EM_AARCH64, "aarch64" },
  { EM_PPC64, "ppc64le" },
  { EM_S390, "s390x" },
};

/* The architecture of the guest's programs, from an ELF header. */
static int
read_arch (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_error why = { 0 };
  size_t size;
  CLEANUP_FREE unsigned char *bytes = vf_appliance_read_file (
      in->appliance, ANY_PROGRAM, PROGRAM_MAX, &size, &why);
  const char *arch = "unknown";

  if (bytes && size >= sizeof (Elf32_Ehdr)
      && memcmp (bytes, ELFMAG, SELFMAG) == 0) {
    const unsigned char *field = bytes + offsetof (Elf32_Ehdr, e_machine);
    bool is_big = bytes[EI_DATA] == ELFDATA2MSB;
    unsigned number = is_big ? (unsigned)(field[0] << 8 | field[1])
                             : (unsigned)(field[1] << 8 | field[0]);

    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
      if (machines[i].number == number)
        arch = machines[i].name;
  }
  in->guest->os.arch = strdup (arch);
  return in->guest->os.arch ? 0 : vf_error_nomem (err, "the architecture");
}

static int
read_os (struct vf_inspection *in, struct vf_error *err)
{
  struct vf_guest_os *os = &in->guest->os;
  CLEANUP_FREE char *text = NULL;
  CLEANUP_FREE char *hostname = NULL;
  int found = vf_inspect_text (in, "/etc/os-release", &text, err);

  if (found == 0)
    found = vf_inspect_text (in, "/usr/lib/os-release", &text, err);
  if (found == -1
      || vf_os_release_parse (text ? text : "", os, err) == -1
      || vf_inspect_text (in, "/etc/hostname", &hostname, err) == -1)
    return -1;
  if (hostname) {
    hostname[strcspn (hostname, " \t\r\n")] = '\0';
    os->hostname = TAKE (hostname);
  }
  return read_arch (in, err);
}

/* An installed package that needs NAME and is no tool itself, or NULL. */
static const struct vf_dpkg_package *
find_dependent (const struct vf_dpkg *packages, const char *name)
{
  enum vf_guest_tool_kind kind;

  for (size_t i = 0; i < packages->count; i++)
    if (vf_dpkg_depends_on (&packages->items[i], name)
        && !vf_tool_is_package (packages->items[i].name, &kind))
      return &packages->items[i];
  return NULL;
}

static int
add_tool (struct vf_guest *guest, const struct vf_dpkg *packages,
          const struct vf_dpkg_package *package, enum vf_guest_tool_kind kind,
          struct vf_error *err)
{
  const struct vf_dpkg_package *dependent;
  struct vf_guest_tool *items = reallocarray (
      guest->tools, guest->tool_count + 1, sizeof *guest->tools);
  struct vf_guest_tool *tool;

  if (!items)
    return vf_error_nomem (err, "a tool");
  guest->tools = items;
  tool = &items[guest->tool_count++];
  memset (tool, 0, sizeof *tool);
  tool->kind = kind;
  tool->package = vf_slice_dup (package->name);
  tool->version = vf_slice_dup (package->version);
  if (!tool->package || !tool->version)
    return vf_error_nomem (err, "a tool");
  dependent = find_dependent (packages, tool->package);
  if (dependent && !(tool->required_by = vf_slice_dup (dependent->name)))
    return vf_error_nomem (err, "a tool");
  return 0;
}

static int
read_packages (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  CLEANUP_DPKG struct vf_dpkg packages = { 0 };
  struct vf_error why = { 0 };
  enum vf_guest_tool_kind kind;

  text = vf_appliance_read_text (in->appliance, "/var/lib/dpkg/status",
                                 DPKG_STATUS_MAX, &why);
  if (!text && why.code == VF_ERROR_NOT_FOUND)
    return 0;
  if (!text) {
    *err = why;
    return -1;
  }
  if (vf_dpkg_parse (text, &packages, err) == -1)
    return -1;
  for (size_t i = 0; i < packages.count; i++)
    if (vf_dpkg_is_there (&packages.items[i])
        && vf_tool_is_package (packages.items[i].name, &kind)
        && add_tool (in->guest, &packages, &packages.items[i], kind, err)
               == -1)
      return -1;
  return 0;
}

/* Adds the tools among the units that a folder of links starts. */
static int
read_units (struct vf_inspection *in, const char *folder, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list names = { 0 };
  CLEANUP_FREE char *path = vf_text_printf (UNITS "/%s", folder);
  struct vf_text_list *services = &in->guest->tool_services;

  if (!path)
    return vf_error_nomem (err, "a unit's path");
  if (vf_appliance_list_folder (in->appliance, path, &names, err) == -1)
    return -1;
  for (size_t i = 0; i < names.count; i++)
    if (vf_tool_is_service (names.items[i])
        && !vf_text_list_has (services, names.items[i])
        && vf_text_list_add (services, names.items[i], err) == -1)
      return -1;
  return 0;
}

static int
read_services (struct vf_inspection *in, struct vf_error *err)
{
  CLEANUP_TEXT_LIST struct vf_text_list folders = { 0 };

  if (vf_appliance_list_folder (in->appliance, UNITS, &folders, err) == -1)
    return -1;
  for (size_t i = 0; i < folders.count; i++)
    if ((strstr (folders.items[i], ".wants")
         || strstr (folders.items[i], ".requires"))
        && read_units (in, folders.items[i], err) == -1)
      return -1;
  return 0;
}

static int
read_leftovers (struct vf_inspection *in, struct vf_error *err)
{
  for (size_t i = 0; vf_tool_leftovers[i]; i++)
    if (vf_appliance_exists (in->appliance, vf_tool_leftovers[i])
        && vf_text_list_add (&in->guest->tool_leftovers, vf_tool_leftovers[i],
                             err)
               == -1)
      return -1;
  return 0;
}

int
vf_inspect_software (struct vf_inspection *in, struct vf_error *err)
{
  if (read_os (in, err) == -1 || read_packages (in, err) == -1
      || read_services (in, err) == -1)
    return -1;
  return read_leftovers (in, err);
}
