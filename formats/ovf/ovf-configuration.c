/* vmferry: deployment options, the sizes in which an appliance comes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/ovf/ovf-parts.h"

/* The first <Configuration>, or the one behind AFTER. */
static struct _xmlNode *
next_configuration (struct _xmlNode *section, struct _xmlNode *after)
{
  return vf_ovf_child (section, VF_OVF_NS_OVF, "Configuration", after);
}

static int
is_default (struct _xmlNode *configuration, bool *ret_is, struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;

  if (vf_ovf_text (vf_ovf_attribute (configuration, VF_OVF_NS_OVF, "default"),
                   &text, err))
    return -1;
  *ret_is
      = text && (strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
  return 0;
}

static int
read_id (struct _xmlNode *configuration, char **ret_id, struct vf_error *err)
{
  return vf_ovf_text (vf_ovf_attribute (configuration, VF_OVF_NS_OVF, "id"),
                      ret_id, err);
}

/* Whether CONFIGURATION is the one called WANTED, or with NULL the default.
 * Returns: 1, 0, or -1 with NOMEM */
static int
is_meant (struct _xmlNode *configuration, const char *wanted,
          struct vf_error *err)
{
  CLEANUP_FREE char *id = NULL;
  bool is = false;

  if (wanted ? read_id (configuration, &id, err)
             : is_default (configuration, &is, err))
    return -1;
  return wanted ? id && strcmp (id, wanted) == 0 : is;
}

static int
refuse (struct _xmlNode *section, const char *wanted, struct vf_error *err)
{
  struct _xmlNode *configuration = NULL;
  char list[400] = "";
  size_t used = 0;

  while ((configuration = next_configuration (section, configuration))
         && used < sizeof list - 4) {
    CLEANUP_FREE char *id = NULL;

    if (read_id (configuration, &id, err))
      return -1;
    used += (size_t)snprintf (list + used, sizeof list - used, "%s\"%s\"",
                              used ? ", " : "", id ? id : "");
  }
  if (!used)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--configuration: the OVF has none");
  return vf_error_set (err, VF_ERROR_USAGE,
                       "it has no configuration \"%s\", only %s", wanted,
                       list);
}

/* All options are told of, and which one is the machine. */
static int
judge_all (struct vf_ovf *ovf, struct _xmlNode *section,
           struct _xmlNode *chosen, struct vf_error *err)
{
  struct _xmlNode *configuration = NULL;

  while ((configuration = next_configuration (section, configuration)))
    if (vf_ovf_judge (
            &ovf->fates, configuration,
            configuration == chosen ? VF_FATE_MAPPED : VF_FATE_IRRELEVANT,
            configuration == chosen ? "the deployment option that is read"
                                    : "a deployment option that is not chosen",
            err))
      return -1;
  return 0;
}

int
vf_ovf_choose_configuration (struct vf_ovf *ovf, const char *id,
                             struct vf_error *err)
{
  struct _xmlNode *section
      = vf_ovf_section (ovf->envelope, "DeploymentOptionSection", NULL);
  struct _xmlNode *configuration = NULL;
  int meant = 0;

  while ((configuration = next_configuration (section, configuration))) {
    meant = is_meant (configuration, id, err);
    if (meant)
      break;
  }
  if (meant < 0)
    return -1;
  if (!configuration && id)
    return refuse (section, id, err);
  if (!configuration)
    configuration = next_configuration (section, NULL);
  if (!configuration)
    return 0;
  if (judge_all (ovf, section, configuration, err))
    return -1;
  return read_id (configuration, &ovf->configuration, err);
}

bool
vf_ovf_is_configured (const struct vf_ovf *ovf, const char *list)
{
  size_t n, wanted = ovf->configuration ? strlen (ovf->configuration) : 0;

  while (list && *list && wanted) {
    list += strspn (list, " \t\r\n");
    n = strcspn (list, " \t\r\n");
    if (n == wanted && strncmp (list, ovf->configuration, n) == 0)
      return true;
    list += n;
  }
  return false;
}
