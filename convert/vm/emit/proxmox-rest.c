/* vmferry: the kind of guest, identifiers and further devices for Proxmox VE.
 *
 * Source:  qm.conf(5) of Proxmox VE 8
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "convert/vm/emit/proxmox.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/emit/gaps.h"
#include "convert/vm/emit/passthrough.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

enum { MAX_HOST_DEVICES = 16 };

/* Windows by the end of libosinfo's address: the first that fits. */
static const struct {
  const char *osinfo, *type;
} windows[] = {
  { "win/11", "win11" },   { "win/2k22", "win11" }, { "win/2k25", "win11" },
  { "win/10", "win10" },   { "win/2k16", "win10" }, { "win/2k19", "win10" },
  { "win/8", "win8" },     { "win/2k12", "win8" },  { "win/7", "win7" },
  { "win/2k8r2", "win7" }, { "win/2k8", "w2k8" },   { "win/vista", "wvista" },
  { "win/2k3", "w2k3" },   { "win/xp", "wxp" },     { "win/2k", "w2k" },
  { "win/nt", "w2k" },     { "win/9", "w2k" },      { "win/me", "w2k" },
};

static const char *
os_type (const struct vf_machine *machine)
{
  const char *uri = machine->os.osinfo_uri;
  size_t i;

  switch (machine->os.family) {
  case VF_OS_WINDOWS:
    for (i = 0; uri && i < sizeof windows / sizeof *windows; i++)
      if (strstr (uri, windows[i].osinfo))
        return windows[i].type;
    return "win10";
  case VF_OS_LINUX:
    return "l26";
  case VF_OS_SOLARIS:
    return "solaris";
  default:
    return "other";
  }
}

/* Three bytes, of which N are there, as four characters. */
static void
write_quantum (FILE *file, const unsigned char *bytes, size_t n)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned long bits = (unsigned long)bytes[0] << 16;

  if (n > 1)
    bits |= (unsigned long)bytes[1] << 8;
  if (n > 2)
    bits |= bytes[2];
  putc (digits[bits >> 18], file);
  putc (digits[bits >> 12 & 63], file);
  putc (n > 1 ? digits[bits >> 6 & 63] : '=', file);
  putc (n > 2 ? digits[bits & 63] : '=', file);
}

/* ",NAME=" and VALUE in base64. */
static void
write_base64 (FILE *file, const char *name, const char *value)
{
  size_t i, n = value ? strlen (value) : 0;

  if (!n)
    return;
  fprintf (file, ",%s=", name);
  for (i = 0; i < n; i += 3)
    write_quantum (file, (const unsigned char *)value + i, n - i);
}

static void
write_smbios (struct vf_proxmox_out *out)
{
  const struct vf_hardware *hardware = out->hardware;
  const struct vf_machine_smbios *smbios = &hardware->machine->identity.smbios;
  bool has_maker = vf_hardware_shows_maker (hardware);
  const struct {
    const char *name, *value;
  } rows[] = {
    { "serial", *hardware->serial ? hardware->serial : smbios->serial },
    { "manufacturer", has_maker ? smbios->manufacturer : NULL },
    { "product", has_maker ? smbios->product : NULL },
    { "version", has_maker ? smbios->version : NULL },
    { "sku", smbios->sku },
    { "family", smbios->family },
  };
  size_t i;

  fputs ("smbios1: base64=1", out->file);
  if (*hardware->uuid)
    fprintf (out->file, ",uuid=%s", hardware->uuid);
  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    write_base64 (out->file, rows[i].name, rows[i].value);
  putc ('\n', out->file);
  if (*hardware->genid)
    fprintf (out->file, "vmgenid: %s\n", hardware->genid);
}

static unsigned
count_of (const struct vf_machine *machine, enum vf_device_kind kind)
{
  unsigned n = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++)
    n += machine->devices.items[i].kind == kind;
  return n;
}

/* What the source had, and serial0, which is the console. */
static void
write_devices (struct vf_proxmox_out *out)
{
  const struct vf_machine *machine = out->hardware->machine;
  unsigned port, ports = count_of (machine, VF_DEVICE_SERIAL);

  if (ports > VF_MAX_SERIAL_PORTS)
    ports = VF_MAX_SERIAL_PORTS;
  for (port = 0; port < ports || !port; port++)
    fprintf (out->file, "serial%u: socket\n", port);
  if (count_of (machine, VF_DEVICE_SOUND))
    fputs ("audio0: device=ich9-intel-hda,driver=none\n", out->file);
  if (count_of (machine, VF_DEVICE_WATCHDOG))
    fputs ("watchdog: model=i6300esb,action=reset\n", out->file);
  fputs ("rng0: source=/dev/urandom\nvga: std\nagent: 1\n", out->file);
}

static bool
is_keyboard (const char *keymap)
{
  static const char *const keymaps[]
      = { "da",    "de",    "de-ch", "en-gb", "en-us", "es", "fi",
          "fr",    "fr-be", "fr-ca", "fr-ch", "hu",    "is", "it",
          "ja",    "lt",    "mk",    "nl",    "no",    "pl", "pt",
          "pt-br", "sv",    "sl",    "tr" };
  size_t i;

  for (i = 0; keymap && i < sizeof keymaps / sizeof *keymaps; i++)
    if (strcmp (keymaps[i], keymap) == 0)
      return true;
  return false;
}

/* When it is started with its host, and how long that waits for it.  A VM of
 * which no order is known comes after those that have one. */
static void
write_startup (FILE *file, const struct vf_machine_lifecycle *life)
{
  const char *start = "startup: ";

  if (life->start_order >= 0) {
    fprintf (file, "%sorder=%d", start, life->start_order);
    start = ",";
  }
  if (life->start_delay_s) {
    fprintf (file, "%sup=%u", start, life->start_delay_s);
    start = ",";
  }
  if (life->stop_delay_s) {
    fprintf (file, "%sdown=%u", start, life->stop_delay_s);
    start = ",";
  }
  if (*start == ',')
    putc ('\n', file);
}

static void
write_lifecycle (struct vf_proxmox_out *out)
{
  const struct vf_machine *machine = out->hardware->machine;
  const struct vf_machine_lifecycle *life = &machine->lifecycle;

  if (life->autostart == VF_YES)
    fputs ("onboot: 1\n", out->file);
  write_startup (out->file, life);
  if (is_keyboard (machine->display.keymap))
    fprintf (out->file, "keyboard: %s\n", machine->display.keymap);
}

/* Devices of the host, as PCI Express where the board has that. */
static int
write_host_devices (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_machine *machine = out->hardware->machine;
  char address[VF_PCI_TEXT_SIZE];
  unsigned number = 0;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    const char *key = machine->devices.items[i].key;
    const struct vf_device_map *map
        = vf_passthrough_find (&out->options->devices, key);

    if (!map)
      continue;
    vf_passthrough_address (map, address);
    if (number == MAX_HOST_DEVICES)
      return vf_account_lose (out->report, err, key,
                              "Proxmox VE has at most %d devices of the "
                              "host's",
                              MAX_HOST_DEVICES);
    fprintf (out->file, "hostpci%u: %s%s\n", number++, address,
             out->hardware->is_q35 ? ",pcie=1" : "");
  }
  return 0;
}

int
vf_proxmox_write_rest (struct vf_proxmox_out *out, struct vf_error *err)
{
  const struct vf_machine *machine = out->hardware->machine;

  fprintf (out->file, "ostype: %s\n", os_type (machine));
  if (out->hardware->is_windows || machine->clock.is_localtime == VF_YES)
    fputs ("localtime: 1\n", out->file);
  if (out->options->resources.sev)
    fputs ("amd-sev: type=std\n", out->file);
  write_devices (out);
  write_lifecycle (out);
  write_smbios (out);
  return write_host_devices (out, err);
}
