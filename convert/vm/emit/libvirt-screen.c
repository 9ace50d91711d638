/* vmferry: what a person sees and hears of a libvirt domain: graphics, video,
 * pointer and sound.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "convert/vm/emit/libvirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"
#include "formats/xml-out.h"

/* Source: QEMU 7.2, hw/display/vga.c: at most 512 MiB */
enum { MIN_VIDEO_KIB = 16 << 10, MAX_VIDEO_KIB = 256 << 10 };

/* Whether TEXT is a keymap as QEMU names them: "de", "de-ch". */
static bool
is_keymap (const char *text)
{
  return text && *text && strlen (text) <= 5
         && strspn (text, "abcdefghijklmnopqrstuvwxyz-") == strlen (text);
}

/* Only for those who are on the host: others come through a tunnel. */
static void
write_graphics (struct vf_domain_out *domain)
{
  bool is_spice = domain->options->devices.graphics == VF_GRAPHICS_SPICE;
  const char *keymap = domain->machine->display.keymap;
  struct vf_xml *xml = domain->xml;

  if (domain->options->devices.graphics == VF_GRAPHICS_NONE)
    return;
  vf_xml_open (xml, "graphics", "type", is_spice ? "spice" : "vnc", "port",
               "-1", "autoport", "yes", "listen", "127.0.0.1", NULL);
  if (is_keymap (keymap))
    vf_xml_attribute (xml, "keymap", "%s", keymap);
  vf_xml_leaf (xml, "listen", "type", "address", "address", "127.0.0.1", NULL);
  vf_xml_close (xml);
}

/* What the source's screen had, as QEMU takes it: a power of two, and enough
 * for a large picture. */
static unsigned
video_kib (const struct vf_domain_out *domain)
{
  unsigned kib = MIN_VIDEO_KIB;

  while (kib < MAX_VIDEO_KIB
         && kib < domain->machine->display.vram_bytes >> 10)
    kib *= 2;
  return kib;
}

/* VGA, which each firmware and guest can drive; QXL is SPICE's own. */
static void
write_video (struct vf_domain_out *domain)
{
  bool is_spice = domain->options->devices.graphics == VF_GRAPHICS_SPICE;
  struct vf_xml *xml = domain->xml;

  vf_xml_open (xml, "video", NULL);
  vf_xml_open (xml, "model", "type", is_spice ? "qxl" : "vga", NULL);
  if (is_spice) {
    vf_xml_attribute (xml, "ram", "65536");
    vf_xml_attribute (xml, "vram", "65536");
  }
  vf_xml_attribute (xml, is_spice ? "vgamem" : "vram", "%u",
                    video_kib (domain));
  vf_xml_attribute (xml, "heads", "1");
  vf_xml_attribute (xml, "primary", "yes");
  vf_xml_close (xml);
  vf_xml_leaf (xml, "address", "type", "pci", "domain", "0x0000", "bus",
               "0x00", "slot", domain->hardware->is_q35 ? "0x01" : "0x02",
               "function", "0x0", NULL);
  vf_xml_close (xml);
}

static int
report_display (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine_display *display = &domain->machine->display;

  if (display->heads > 1
      && vf_account_lose (domain->report, err, "display",
                          "%u screens: the guest has one", display->heads))
    return -1;
  if (display->accelerated == VF_YES
      && vf_account_lose (domain->report, err, "display",
                          "3D: the guest's screen has none"))
    return -1;
  if (display->vnc == VF_YES && display->vnc_port)
    return vf_account_lose (domain->report, err, "display",
                            "VNC port %u: libvirt chooses one, for the host "
                            "alone",
                            display->vnc_port);
  return 0;
}

/* QEMU's nearest to a sound card of the source.
 * Source: libvirt 9.0, formatdomain.html ("Sound devices") */
static const char *
sound_model (const struct vf_domain_out *domain, const char *source)
{
  static const struct {
    const char *source, *model;
  } models[] = {
    { "es1371", "es1370" }, { "es1370", "es1370" },
    { "sb16", "sb16" },     { "ensoniqaudiopci", "es1370" },
    { "ac97", "ac97" },     { "stacAC97", "ac97" },
  };
  size_t i;

  for (i = 0; source && i < sizeof models / sizeof *models; i++)
    if (strcasecmp (models[i].source, source) == 0)
      return models[i].model;
  return domain->hardware->is_q35 ? "ich9" : "ich6";
}

/* It is heard where the screen is seen: with VNC, nowhere. */
static int
write_card (struct vf_domain_out *domain, const struct vf_machine_device *card,
            struct vf_error *err)
{
  bool is_spice = domain->options->devices.graphics == VF_GRAPHICS_SPICE;
  const char *model = sound_model (domain, card->model);

  vf_xml_open (domain->xml, "sound", "model", model, NULL);
  if (strcmp (model, "sb16") != 0)
    vf_domain_write_pci_address (domain);
  vf_xml_close (domain->xml);
  vf_xml_leaf (domain->xml, "audio", "id", "1", "type",
               is_spice ? "spice" : "none", NULL);
  return vf_account_add (domain->report, VF_FATE_MAPPED, card->key, model,
                         is_spice ? NULL : "without a loudspeaker", err);
}

/* The card of the source, if it had one. */
static int
write_sound (struct vf_domain_out *domain, struct vf_error *err)
{
  const struct vf_machine *machine = domain->machine;
  const struct vf_machine_device *card = NULL, *device;
  size_t i;

  for (i = 0; i < machine->devices.count; i++) {
    device = &machine->devices.items[i];
    if (device->kind != VF_DEVICE_SOUND)
      continue;
    if (card
        && vf_account_lose (domain->report, err, device->key,
                            "the target has one sound card"))
      return -1;
    if (!card)
      card = device;
  }
  return card ? write_card (domain, card, err) : 0;
}

int
vf_domain_write_screen (struct vf_domain_out *domain, struct vf_error *err)
{
  vf_xml_leaf (domain->xml, "input", "type", "tablet", "bus", "usb", NULL);
  write_graphics (domain);
  write_video (domain);
  return report_display (domain, err) || write_sound (domain, err) ? -1 : 0;
}
