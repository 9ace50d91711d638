/* vmferry: who the machine is, and what was promised about its life.
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
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

/* The text of the child NAME of ELEMENT, which is mapped with that; an empty
 * one is none. */
static int
take_child (struct vf_ovf *ovf, struct _xmlNode *element, enum vf_ovf_ns ns,
            const char *name, char **ret_text, struct vf_error *err)
{
  struct _xmlNode *child = vf_ovf_child (element, ns, name, NULL);
  CLEANUP_FREE char *text = NULL;

  if (vf_ovf_text (child, &text, err)
      || vf_ovf_judge (&ovf->fates, child, VF_FATE_MAPPED, NULL, err))
    return -1;
  if (text && *text && !*ret_text)
    *ret_text = TAKE (text);
  return 0;
}

/* Its name, else what the hardware calls it, else its id. */
static int
read_name (struct vf_ovf *ovf, struct vf_machine_identity *identity,
           struct vf_error *err)
{
  struct _xmlNode *system
      = vf_ovf_child (ovf->hardware, VF_OVF_NS_OVF, "System", NULL);

  if (vf_ovf_take (&ovf->fates, ovf->system, VF_OVF_NS_OVF, "id",
                   &identity->source_id, err)
      || take_child (ovf, ovf->system, VF_OVF_NS_OVF, "Name", &identity->name,
                     err)
      || take_child (ovf, system, VF_OVF_NS_VSSD, "VirtualSystemIdentifier",
                     &identity->name, err))
    return -1;
  if (identity->name || !identity->source_id)
    return 0;
  identity->name = strdup (identity->source_id);
  return identity->name ? 0 : vf_error_nomem (err, "a name");
}

static int
read_annotation (struct vf_ovf *ovf, struct vf_machine_identity *identity,
                 struct vf_error *err)
{
  struct _xmlNode *section
      = vf_ovf_section (ovf->system, "AnnotationSection", NULL);

  return take_child (ovf, section, VF_OVF_NS_OVF, "Annotation",
                     &identity->description, err);
}

static bool
is_own_entry (const struct vf_ovf *ovf, struct _xmlNode *item,
              struct vf_error *err, int *ret_result)
{
  CLEANUP_FREE char *id = NULL;
  CLEANUP_FREE char *own = NULL;

  *ret_result
      = vf_ovf_text (vf_ovf_attribute (item, VF_OVF_NS_OVF, "id"), &id, err)
        || vf_ovf_text (vf_ovf_attribute (ovf->system, VF_OVF_NS_OVF, "id"),
                        &own, err);
  return !*ret_result && id && own && strcmp (id, own) == 0;
}

/* A number in an attribute; MISSING without one. */
static int
take_number (struct vf_ovf *ovf, struct _xmlNode *element, const char *name,
             int missing, int *ret_number, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_error ignored;
  uint64_t number;

  if (vf_ovf_take (&ovf->fates, element, VF_OVF_NS_OVF, name, &text, err))
    return -1;
  *ret_number
      = text && vf_text_parse_u64 (text, 0, INT32_MAX, &number, &ignored) == 0
            ? (int)number
            : missing;
  return 0;
}

static int
read_startup (struct vf_ovf *ovf, struct _xmlNode *item,
              struct vf_machine_lifecycle *lifecycle, struct vf_error *err)
{
  CLEANUP_FREE char *action = NULL;
  int delay, stop_delay;

  if (vf_ovf_judge (&ovf->fates, item, VF_FATE_LOSS,
                    "how it starts and stops among others is not set up", err)
      || take_number (ovf, item, "order", -1, &lifecycle->start_order, err)
      || take_number (ovf, item, "startDelay", 0, &delay, err)
      || take_number (ovf, item, "stopDelay", 0, &stop_delay, err)
      || vf_ovf_take (&ovf->fates, item, VF_OVF_NS_OVF, "startAction", &action,
                      err)
      || vf_ovf_take (&ovf->fates, item, VF_OVF_NS_OVF, "stopAction",
                      &lifecycle->stop_action, err))
    return -1;
  lifecycle->start_delay_s = (unsigned)delay;
  lifecycle->stop_delay_s = (unsigned)stop_delay;
  if (action)
    lifecycle->autostart = strcasecmp (action, "none") == 0 ? VF_NO : VF_YES;
  return 0;
}

/* StartupSection stands in the collection, or XenServer's in the envelope. */
static int
read_startups (struct vf_ovf *ovf, struct _xmlNode *parent,
               struct vf_machine_lifecycle *lifecycle, struct vf_error *err)
{
  struct _xmlNode *section = vf_ovf_section (parent, "StartupSection", NULL);
  struct _xmlNode *item = NULL;
  int result;

  while ((item = vf_ovf_child (section, VF_OVF_NS_OVF, "Item", item))) {
    bool is_own = is_own_entry (ovf, item, err, &result);

    if (result)
      return -1;
    if (is_own ? read_startup (ovf, item, lifecycle, err)
               : vf_ovf_judge (&ovf->fates, item, VF_FATE_IRRELEVANT,
                               "of another VM", err))
      return -1;
  }
  return 0;
}

int
vf_ovf_read_general (struct vf_ovf *ovf, struct vf_machine *machine,
                     struct vf_error *err)
{
  struct _xmlNode *parent;

  if (read_name (ovf, &machine->identity, err)
      || read_annotation (ovf, &machine->identity, err))
    return -1;
  for (parent = vf_xml_parent (ovf->system); parent;
       parent = vf_xml_parent (parent))
    if (read_startups (ovf, parent, &machine->lifecycle, err))
      return -1;
  return 0;
}
