/* vmferry: ProductSection, what an appliance asks whoever deploys it, with the
 * values that it has by default.
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
#include "formats/vmx/vmx-secret.h"
#include "formats/xml-in.h"

enum { MAX_PROPERTIES = 5000 };

static const char no_channel[]
    = "the guest is not told: give it the value another way";

static int
attribute (struct _xmlNode *element, const char *name, char **ret_text,
           struct vf_error *err)
{
  return vf_ovf_text (vf_ovf_attribute (element, VF_OVF_NS_OVF, name),
                      ret_text, err);
}

static bool
is_true (const char *text)
{
  return text && (strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
}

bool
vf_ovf_is_password (const struct _xmlNode *property)
{
  const char *says = vf_ovf_peek (property, VF_OVF_NS_OVF, "password");

  return (*says && vf_ovf_truth (says) != VF_NO)
         || strcasecmp (vf_ovf_peek (property, VF_OVF_NS_OVF, "type"),
                        "password")
                == 0
         || vf_vmx_is_secret_property (
             vf_ovf_peek (property, VF_OVF_NS_OVF, "key"));
}

/* "class.key.instance", without what is not there (DSP0243 9.5.1). */
static char *
full_key (struct _xmlNode *section, const char *key, struct vf_error *err)
{
  CLEANUP_FREE char *class = NULL;
  CLEANUP_FREE char *instance = NULL;
  char *full;

  if (attribute (section, "class", &class, err)
      || attribute (section, "instance", &instance, err))
    return NULL;
  full = vf_text_printf (
      "%s%s%s%s%s", class ? class : "", class && *class ? "." : "", key,
      instance && *instance ? "." : "", instance ? instance : "");
  if (!full)
    vf_error_nomem (err, "a property");
  return full;
}

/* The value for the chosen deployment option, else the one of all. */
static int
read_value (struct vf_ovf *ovf, struct _xmlNode *element,
            struct vf_machine_property *property, struct vf_error *err)
{
  struct _xmlNode *value = NULL;

  if (attribute (element, "value", &property->value, err))
    return -1;
  while ((value = vf_ovf_child (element, VF_OVF_NS_OVF, "Value", value))) {
    CLEANUP_FREE char *options = NULL;

    if (attribute (value, "configuration", &options, err))
      return -1;
    if (options && !vf_ovf_is_configured (ovf, options))
      continue;
    free (property->value);
    property->value = NULL;
    if (attribute (value, "value", &property->value, err))
      return -1;
  }
  return 0;
}

static int
fill (struct vf_ovf *ovf, struct _xmlNode *section, struct _xmlNode *element,
      const char *key, struct vf_machine_property *property,
      struct vf_error *err)
{
  CLEANUP_FREE char *configurable = NULL;

  property->key = full_key (section, key, err);
  if (!property->key || attribute (element, "type", &property->type, err)
      || vf_ovf_text (vf_ovf_child (element, VF_OVF_NS_OVF, "Label", NULL),
                      &property->label, err)
      || attribute (element, "userConfigurable", &configurable, err)
      || read_value (ovf, element, property, err))
    return -1;
  property->user_configurable = !configurable            ? VF_UNSET
                                : is_true (configurable) ? VF_YES
                                                         : VF_NO;
  if (vf_ovf_is_password (element)) {
    free (property->value);
    property->value = NULL;
  }
  return 0;
}

/* What is lost of a property is its value, or itself when it has none: all
 * else tells of that. */
static int
judge_attributes (struct vf_ovf *ovf, struct _xmlNode *element,
                  struct vf_error *err)
{
  static const char *const names[] = { "type", "qualifiers", "password",
                                       "userConfigurable" };
  static const char note[] = "tells of a property that the guest is not told";
  size_t i;

  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (vf_ovf_judge (&ovf->fates,
                      vf_ovf_attribute (element, VF_OVF_NS_OVF, names[i]),
                      VF_FATE_IRRELEVANT, note, err))
      return -1;
  return vf_ovf_attribute (element, VF_OVF_NS_OVF, "value")
             ? vf_ovf_judge (&ovf->fates,
                             vf_ovf_attribute (element, VF_OVF_NS_OVF, "key"),
                             VF_FATE_IRRELEVANT, note, err)
             : 0;
}

static int
add_property (struct vf_ovf *ovf, struct vf_machine *machine,
              struct _xmlNode *section, struct _xmlNode *element,
              struct vf_error *err)
{
  CLEANUP_FREE char *key = NULL;

  if (vf_ovf_judge (&ovf->fates, element, VF_FATE_LOSS, no_channel, err)
      || judge_attributes (ovf, element, err)
      || attribute (element, "key", &key, err))
    return -1;
  if (!key || !*key)
    return vf_ovf_judge (&ovf->fates, element, VF_FATE_LOSS,
                         "a property without a key", err);
  if (machine->properties.count == MAX_PROPERTIES)
    return vf_error_set (err, VF_ERROR_LIMIT, "more than %d properties",
                         MAX_PROPERTIES);
  if (vf_vector_push (&machine->properties, (struct vf_machine_property){ 0 }))
    return vf_error_nomem (err, "properties");
  return fill (ovf, section, element, key,
               &machine->properties.items[machine->properties.count - 1], err);
}

static int
read_section (struct vf_ovf *ovf, struct vf_machine *machine,
              struct _xmlNode *section, struct vf_error *err)
{
  struct _xmlNode *element = NULL;

  if (vf_ovf_judge (&ovf->fates, section, VF_FATE_IRRELEVANT,
                    "what the product is called", err))
    return -1;
  while (
      (element = vf_ovf_child (section, VF_OVF_NS_OVF, "Property", element)))
    if (add_property (ovf, machine, section, element, err))
      return -1;
  return 0;
}

/* How the guest gets the properties: the hardware says it. */
static int
read_transport (struct vf_ovf *ovf, struct vf_machine *machine,
                struct vf_error *err)
{
  struct _xmlNode *transport
      = vf_ovf_attribute (ovf->hardware, VF_OVF_NS_OVF, "transport");

  CLEANUP_FREE char *text = NULL;

  if (vf_ovf_text (transport, &text, err))
    return -1;
  if (!text || !*text)
    return vf_ovf_judge (&ovf->fates, transport, VF_FATE_IRRELEVANT,
                         "none is named", err);
  machine->property_transport = TAKE (text);
  return vf_ovf_judge (&ovf->fates, transport, VF_FATE_LOSS,
                       "the guest looks for the properties there, and the "
                       "target has no such channel",
                       err);
}

/* Those of a collection hold for its systems, too. */
int
vf_ovf_read_properties (struct vf_ovf *ovf, struct vf_machine *machine,
                        struct vf_error *err)
{
  struct _xmlNode *parent, *section;

  for (parent = ovf->system; parent; parent = vf_xml_parent (parent)) {
    section = NULL;
    while ((section = vf_ovf_section (parent, "ProductSection", section)))
      if (read_section (ovf, machine, section, err))
        return -1;
  }
  return read_transport (ovf, machine, err);
}
