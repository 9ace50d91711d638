/* vmferry: what an OVF says is inside: VMware's and VirtualBox's words, and
 * else the number, which is often wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/ovf/ovf-os.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/vmx/vmx-parts.h"

/* The guest type of a .vmx that WORD, one of the vSphere API, stands for. */
static int
read_vmware (struct vf_machine_os *os, const char *word, struct vf_error *err)
{
  os->source_id = vf_ovf_os_from_vsphere (word);
  if (!os->source_id)
    return vf_error_nomem (err, "an OS");
  return vf_vmx_look_up_os (os, NULL, NULL, err);
}

/* Words, not numbers, tell it at their ends. */
static bool
is_64 (const char *word)
{
  size_t n = strlen (word);

  return n > 3
         && (strcmp (word + n - 3, "_64") == 0
             || strcasecmp (word + n - 3, "x64") == 0);
}

static int
read_row (struct vf_machine_os *os, const char *id,
          const struct vf_ovf_os_row *row, struct vf_error *err)
{
  os->source_id = strdup (id);
  os->osinfo_uri
      = row && row->uri ? vf_text_printf ("http://%s", row->uri) : NULL;
  if (!os->source_id || (row && row->uri && !os->osinfo_uri))
    return vf_error_nomem (err, "an OS");
  if (!row)
    return 0;
  os->family = row->family;
  os->is_old = row->is_old;
  os->bits = row->bits ? row->bits : is_64 (id) ? 64 : 0;
  return 0;
}

/* VirtualBox says it in the section, and on its own element. */
static int
virtualbox_word (struct vf_ovf *ovf, struct _xmlNode *section, char **ret_word,
                 struct vf_error *err)
{
  struct _xmlNode *machine
      = vf_ovf_child (ovf->system, VF_OVF_NS_VBOX, "Machine", NULL);
  struct _xmlNode *word
      = vf_ovf_child (section, VF_OVF_NS_VBOX, "OSType", NULL);

  if (!word && machine)
    word = vf_ovf_attribute (machine, VF_OVF_NS_VBOX, "OSType");
  return vf_ovf_text (word, ret_word, err)
                 || vf_ovf_judge (&ovf->fates, word, VF_FATE_MAPPED, NULL, err)
             ? -1
             : 0;
}

/* oVirt writes its own word where others describe. */
static bool
is_ovirt_word (const struct vf_machine *machine, const char *description)
{
  return machine->platform == VF_PLATFORM_QEMU && description
         && !strchr (description, ' ');
}

static int
read_words (struct vf_ovf *ovf, struct vf_machine *machine,
            struct _xmlNode *section, struct vf_error *err)
{
  CLEANUP_FREE char *vmware = NULL;
  CLEANUP_FREE char *virtualbox = NULL;
  CLEANUP_FREE char *number = NULL;
  struct vf_machine_os *os = &machine->os;

  if (section
      && (vf_ovf_take (&ovf->fates, section, VF_OVF_NS_VMW, "osType", &vmware,
                       err)
          || vf_ovf_take (&ovf->fates, section, VF_OVF_NS_OVF, "id", &number,
                          err)))
    return -1;
  if (virtualbox_word (ovf, section, &virtualbox, err))
    return -1;
  if (vmware && *vmware)
    return read_vmware (os, vmware, err);
  if (virtualbox && *virtualbox)
    return read_row (os, virtualbox, vf_ovf_os_by_virtualbox (virtualbox),
                     err);
  if (is_ovirt_word (machine, os->name))
    return read_row (os, os->name, vf_ovf_os_by_virtualbox (os->name), err);
  return number && *number
             ? read_row (os, number, vf_ovf_os_by_number (number), err)
             : 0;
}

int
vf_ovf_read_os (struct vf_ovf *ovf, struct vf_machine *machine,
                struct vf_error *err)
{
  struct _xmlNode *section
      = vf_ovf_section (ovf->system, "OperatingSystemSection", NULL);
  struct _xmlNode *description
      = vf_ovf_child (section, VF_OVF_NS_OVF, "Description", NULL);

  if (vf_ovf_text (description, &machine->os.name, err)
      || vf_ovf_judge (&ovf->fates, section, VF_FATE_MAPPED, NULL, err))
    return -1;
  return read_words (ovf, machine, section, err);
}
