/* vmferry: the fates of <vmw:Config> of items, as a table.
 *
 * Source: vSphere API, VirtualDevice and its descendants, by whose properties
 *         the keys are called
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-config.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "common/text.h"
#include "formats/ovf/ovf-item.h"
#include "formats/vmx/vmx-value.h"

static const char of_vmware[] = "a setting of VMware's own software";
static const char of_host[] = "names a device of the source's host";
static const char no_share[] = "the disk's weight is not set";

/* "*" at the end of a key stands for anything. */
static const struct {
  const char *key;
  enum vf_fate fate; /* of a value that is not the default */
  const char *note;
} rows[] = {
  { "allowUnrestrictedCommunication", VF_FATE_IRRELEVANT, of_vmware },
  { "autoConnectDevices", VF_FATE_IRRELEVANT, of_vmware },
  { "backing.allowedDevice*", VF_FATE_LOSS, of_host },
  { "backing.deviceId", VF_FATE_LOSS, of_host },
  { "backing.exclusive", VF_FATE_IRRELEVANT, "a drive of the source's host" },
  { "backing.id", VF_FATE_LOSS, of_host },
  { "backing.migrateSupported", VF_FATE_IRRELEVANT, of_vmware },
  { "backing.systemId", VF_FATE_IRRELEVANT, of_host },
  { "backing.vendorId", VF_FATE_LOSS, of_host },
  { "backing.vgpu", VF_FATE_LOSS, of_host },
  { "connectable.allowGuestControl", VF_FATE_IRRELEVANT,
    "guests do not unplug devices by themselves on the target" },
  { "deviceGroupInfo.*", VF_FATE_LOSS, of_host },
  { "dvx.*", VF_FATE_LOSS, of_host },
  { "ehciEnabled", VF_FATE_IRRELEVANT,
    "the target's controller has all speeds" },
  { "enableMPTSupport", VF_FATE_IRRELEVANT, of_vmware },
  { "graphicsMemorySizeInKB", VF_FATE_IRRELEVANT,
    "memory for 3D of VMware's display" },
  { "guestReadOnly", VF_FATE_LOSS, "a folder of the source's host" },
  { "sharesLevel", VF_FATE_LOSS, no_share },
  { "slotInfo.ehciPciSlotNumber", VF_FATE_IRRELEVANT,
    "of VMware's board; the target has its own" },
  { "slotInfo.pciSlotNumber", VF_FATE_IRRELEVANT,
    "of VMware's board; the target has its own" },
  { "storageIOAllocation.*", VF_FATE_LOSS, "the disk's I/O is not weighted" },
  { "uptCompatibilityEnabled", VF_FATE_LOSS,
    "no host device is behind the card" },
  { "uptv2Enabled", VF_FATE_LOSS, "no host device is behind the card" },
  { "use3dRenderer", VF_FATE_IRRELEVANT, of_vmware },
  { "useAutoDetect", VF_FATE_IRRELEVANT, of_vmware },
  { "virtualDev", VF_FATE_IRRELEVANT, "the subtype tells it" },
  { "virtualDiskFormat", VF_FATE_IRRELEVANT,
    "the target's format is its own" },
  { "yieldOnPoll", VF_FATE_IRRELEVANT, of_vmware },
};

static bool
matches (const char *pattern, const char *key)
{
  size_t n = strlen (pattern);

  return n && pattern[n - 1] == '*' ? strncmp (pattern, key, n - 1) == 0
                                    : strcmp (pattern, key) == 0;
}

static bool
is_default (const char *value)
{
  return !value || !*value || strcasecmp (value, "false") == 0
         || strcasecmp (value, "normal") == 0;
}

static int
judge (struct vf_ovf_fates *fates, struct _xmlNode *config,
       struct vf_error *err)
{
  CLEANUP_FREE char *key = NULL;
  CLEANUP_FREE char *value = NULL;
  size_t i;

  if (vf_ovf_text (vf_ovf_attribute (config, VF_OVF_NS_VMW, "key"), &key, err)
      || vf_ovf_text (vf_ovf_attribute (config, VF_OVF_NS_VMW, "value"),
                      &value, err))
    return -1;
  for (i = 0; key && i < sizeof rows / sizeof *rows; i++)
    if (matches (rows[i].key, key))
      return rows[i].fate == VF_FATE_LOSS && is_default (value)
                 ? vf_ovf_judge (fates, config, VF_FATE_IRRELEVANT,
                                 "the default", err)
                 : vf_ovf_judge (fates, config, rows[i].fate, rows[i].note,
                                 err);
  return vf_ovf_judge (fates, config, VF_FATE_UNKNOWN, NULL, err);
}

int
vf_ovf_judge_configs (struct vf_ovf_fates *fates, struct _xmlNode *item,
                      struct vf_error *err)
{
  struct _xmlNode *config = NULL;

  while ((config = vf_ovf_child (item, VF_OVF_NS_VMW, "Config", config)))
    if (judge (fates, config, err))
      return -1;
  return 0;
}

int
vf_ovf_find_config (struct _xmlNode *element, const char *key,
                    struct _xmlNode **ret_config, char **ret_value,
                    struct vf_error *err)
{
  struct _xmlNode *config = NULL;
  char *found = NULL;
  bool is_it;

  *ret_value = NULL;
  while ((config = vf_ovf_child (element, VF_OVF_NS_VMW, "Config", config))) {
    if (vf_ovf_text (vf_ovf_attribute (config, VF_OVF_NS_VMW, "key"), &found,
                     err))
      return -1;
    is_it = found && strcmp (found, key) == 0;
    free (found);
    if (is_it)
      break;
  }
  *ret_config = config;
  return config ? vf_ovf_text (
             vf_ovf_attribute (config, VF_OVF_NS_VMW, "value"), ret_value, err)
                : 0;
}

int
vf_ovf_config (struct vf_ovf_fates *fates, struct _xmlNode *element,
               const char *key, char **ret_value, struct vf_error *err)
{
  struct _xmlNode *config;

  if (vf_ovf_find_config (element, key, &config, ret_value, err))
    return -1;
  return config ? vf_ovf_judge (fates, config, VF_FATE_MAPPED, NULL, err) : 0;
}

/* Judges CONFIG (NULL: there is none) by whether it could be read. */
static int
judge_config (struct vf_ovf_fates *fates, struct _xmlNode *config, bool is_read,
              struct vf_error *err)
{
  if (!config)
    return 0;
  return vf_ovf_judge (fates, config, is_read ? VF_FATE_MAPPED : VF_FATE_LOSS,
                       is_read ? NULL
                               : "not a value of this key, taken as absent",
                       err);
}

int
vf_ovf_config_truth (struct vf_ovf_fates *fates, struct _xmlNode *element,
                     const char *key, enum vf_tristate *value,
                     struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  enum vf_tristate truth;
  struct _xmlNode *config;

  if (vf_ovf_find_config (element, key, &config, &text, err))
    return -1;
  truth = vf_ovf_truth (text);
  if (truth != VF_UNSET)
    *value = truth;
  return judge_config (fates, config, truth != VF_UNSET, err);
}

int
vf_ovf_config_number (struct vf_ovf_fates *fates, struct _xmlNode *element,
                      const char *key, int max, int *value,
                      struct vf_error *err)
{
  CLEANUP_FREE char *text = NULL;
  struct vf_error ignored;
  struct _xmlNode *config;
  uint64_t number;
  bool is_number;

  if (vf_ovf_find_config (element, key, &config, &text, err))
    return -1;
  is_number
      = text
        && vf_text_parse_u64 (text, 0, (uint64_t)max, &number, &ignored) == 0;
  if (is_number)
    *value = (int)number;
  return judge_config (fates, config, is_number, err);
}

int
vf_ovf_config_slot (struct vf_ovf_fates *fates, struct _xmlNode *item,
                    int *slot, struct vf_error *err)
{
  return vf_ovf_config_number (fates, item, "slotInfo.pciSlotNumber",
                               VF_VMX_MAX_SLOT, slot, err);
}
