/* vmferry: the display of a .vmx, and who could look at it from outside.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "common/error.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-table.h"

#define MEMBER(name) offsetof (struct vf_machine_display, name)

static const char of_password[] = "passwords are not carried over";

const struct vf_vmx_row vf_vmx_rows_display[] = {
  { "svga.present", VF_VMX_NOTHING, 0, 0, NULL },
  { "svga.vramsize", VF_VMX_BYTES, MEMBER (vram_bytes), 0, NULL },
  { "svga.numdisplays", VF_VMX_COUNT, MEMBER (heads), 0, NULL },
  { "svga.maxwidth", VF_VMX_COUNT, MEMBER (width), 0, NULL },
  { "svga.maxheight", VF_VMX_COUNT, MEMBER (height), 0, NULL },
  { "mks.enable3d", VF_VMX_TRISTATE, MEMBER (accelerated), 0, NULL },
  { "svga.graphicsmemorykb", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "memory for 3D is the target's to choose" },
  { "svga.autodetect", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "where VMware takes the settings of the display from" },
  { "svga.guestbackedprimaryaware", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "of VMware's own display driver" },
  { "svga.vgaonly", VF_VMX_NOTHING, 0, VF_FATE_IRRELEVANT,
    "of VMware's own display driver" },
  { "remotedisplay.vnc.enabled", VF_VMX_TRISTATE, MEMBER (vnc), 0, NULL },
  { "remotedisplay.vnc.port", VF_VMX_COUNT, MEMBER (vnc_port), 0, NULL },
  { "remotedisplay.vnc.keymap", VF_VMX_TEXT, MEMBER (keymap), 0, NULL },
  { "remotedisplay.vnc.password", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    of_password },
  { "remotedisplay.vnc.key", VF_VMX_NOTHING, 0, VF_FATE_LOSS, of_password },
  { "remotedisplay.vnc.ip", VF_VMX_NOTHING, 0, VF_FATE_LOSS,
    "an address of the source's host" },
  { .key = NULL },
};

int
vf_vmx_read_display (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  struct vf_machine_display *display = &machine->display;

  if (vf_vmx_read_rows (vmx, "", vf_vmx_rows_display, display, err))
    return -1;
  if (display->vnc != VF_YES)
    return 0;
  display->protocol = strdup ("vnc");
  return display->protocol ? 0 : vf_error_nomem (err, "a protocol");
}
