/* vmferry: the screen of a libvirt domain, and how it was offered.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "formats/libvirt/libvirt-parts.h"
#include "formats/libvirt/libvirt-row.h"
#include "formats/machine.h"

#define MEMBER(name) offsetof (struct vf_machine_display, name)
#define ROW(path, kind, member)                                               \
  {                                                                           \
    path, kind, MEMBER (member), 0, NULL                                      \
  }

static const char of_host[] = "where the source's host offered the screen";
static const char of_offer[] = "the screen is offered on loopback only";

/* As seen from <devices>. */
const struct vf_libvirt_row vf_libvirt_rows_display[] = {
  ROW ("graphics@type", VF_LIBVIRT_TEXT, protocol),
  TAKEN_ROW ("graphics@port"),
  VOID_ROW ("graphics@autoport", of_host),
  VOID_ROW ("graphics@tlsPort", of_host),
  VOID_ROW ("graphics@websocket", of_host),
  VOID_ROW ("graphics@socket", of_host),
  LOST_ROW ("graphics@listen", of_offer),
  LOST_ROW ("graphics/listen*", of_offer),
  ROW ("graphics@keymap", VF_LIBVIRT_TEXT, keymap),
  { "graphics@passwd", VF_LIBVIRT_SECRET, 0, VF_FATE_LOSS,
    "the screen has no password" },
  VOID_ROW ("graphics@passwdValidTo", "the screen has no password"),
  VOID_ROW ("graphics*", of_host),
  ROW ("video/model@type", VF_LIBVIRT_TEXT, model),
  ROW ("video/model@vram", VF_LIBVIRT_KIB, vram_bytes),
  VOID_ROW ("video/model@vram64", "follows the model"),
  VOID_ROW ("video/model@vgamem", "follows the model"),
  VOID_ROW ("video/model@ram", "follows the model"),
  VOID_ROW ("video/model@blob", "follows the model"),
  VOID_ROW ("video/model@edid", "follows the model"),
  ROW ("video/model@heads", VF_LIBVIRT_COUNT, heads),
  VOID_ROW ("video/model@primary", "the only one there will be"),
  ROW ("video/model/acceleration@accel3d", VF_LIBVIRT_SWITCH, accelerated),
  LOST_ROW ("video/model/acceleration*", "drawing is not accelerated"),
  ROW ("video/model/resolution@x", VF_LIBVIRT_COUNT, width),
  ROW ("video/model/resolution@y", VF_LIBVIRT_COUNT, height),
  VOID_ROW ("video/driver*", of_host),
  VOID_ROW ("video/alias@name", "libvirt's own name for the device"),
  VOID_ROW ("video/address*", "the target has its own layout"),
  VOID_ROW ("video/acpi@index", "the target has its own layout"),
  END_ROW,
};

/* Those behind the first, of graphics and of video. */
static int
judge_others (struct vf_libvirt_tree *tree, const char *name,
              struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  const struct vf_libvirt_element *element
      = vf_libvirt_child (tree, devices, name, NULL);

  while (element
         && (element = vf_libvirt_child (tree, devices, name, element)))
    if (vf_libvirt_judge_rest (tree, element, VF_FATE_LOSS,
                               "the target has one screen", err))
      return -1;
  return 0;
}

int
vf_libvirt_read_display (struct vf_libvirt_tree *tree,
                         struct vf_machine *machine, struct vf_error *err)
{
  const struct vf_libvirt_element *devices
      = vf_libvirt_descend (tree, "devices");
  struct vf_machine_display *display = &machine->display;
  uint64_t port;

  if (!devices)
    return 0;
  if (judge_others (tree, "graphics", err) || judge_others (tree, "video", err)
      || vf_libvirt_read_rows (tree, devices, vf_libvirt_rows_display, display,
                               err))
    return -1;
  if (!display->protocol || strcmp (display->protocol, "vnc") != 0)
    return 0;
  display->vnc = VF_YES;
  if (vf_libvirt_get_number (tree, devices, "graphics@port", UINT16_MAX,
                             &port))
    display->vnc_port = (unsigned)port;
  return 0;
}
