/* vmferry: the fates of sections and attributes, as tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ovf/ovf-section.h"

#include <string.h>
#include <strings.h>

#include <libxml/tree.h>

#include "formats/ovf/ovf-node.h"
#include "formats/ovf/ovf-parts.h"
#include "formats/xml-in.h"

struct row {
  const char *name;
  struct vf_ovf_fate fate;
};

#define MAPPED                                                                \
  {                                                                           \
    VF_FATE_MAPPED, NULL                                                      \
  }
#define LOSS(note)                                                            \
  {                                                                           \
    VF_FATE_LOSS, (char *)(note)                                              \
  }
#define IRRELEVANT(note)                                                      \
  {                                                                           \
    VF_FATE_IRRELEVANT, (char *)(note)                                        \
  }

static const char label[] = "a text for people";
static const char placing[] = "where VMware puts the VM among others";
static const char storing[] = "where VMware puts the disks";
static const char deploying[] = "a step of a deployment by vCloud or vCenter";
static const char addressing[]
    = "the guest is not given addresses: what it has inside stays";
static const char of_manager[] = "of oVirt's manager";

static const struct row sections[] = {
  { "References", MAPPED },
  { "DiskSection", IRRELEVANT ("no device of this VM uses it") },
  { "NetworkSection", IRRELEVANT ("the cards name their networks") },
  { "Info", IRRELEVANT (label) },
  { "Name", IRRELEVANT (label) },
  { "Description", IRRELEVANT (label) },
  { "Label", IRRELEVANT (label) },
  { "Category", IRRELEVANT (label) },
  { "Strings", IRRELEVANT ("texts in other languages") },
  { "EulaSection", IRRELEVANT ("a licence to agree to before the VM is "
                               "used") },
  { "AnnotationSection", MAPPED },
  { "StartupSection", IRRELEVANT ("of other VMs") },
  { "DeploymentOptionSection", IRRELEVANT ("which options there are") },
  { "ResourceAllocationSection", LOSS ("what is set aside for the group of "
                                       "VMs is not") },
  { "InstallSection", LOSS ("the VM expects to be booted once to install "
                            "itself") },
  { "BootDeviceSection", LOSS ("the first disk is booted") },
  { "ScaleOutSection", LOSS ("one VM is read, not several of a kind") },
  { "SharedDiskSection", LOSS ("the disks are not shared with other VMs") },
  { "EncryptionSection", LOSS ("encrypted parts are not read") },
  { "EnvironmentFilesSection", LOSS ("the guest is not given these files") },
  { "PlacementGroupSection", IRRELEVANT (placing) },
  { "PlacementSection", IRRELEVANT (placing) },
  { "TagBasedPlacementGroupSection", IRRELEVANT (placing) },
  { "TagBasedPlacementSection", IRRELEVANT (placing) },
  { "VirtualDeviceGroupSection", LOSS ("the devices of the source's host are "
                                       "not passed through") },
  { "AvailabilitySection", IRRELEVANT ("VMware's fault tolerance") },
  { "StorageGroupSection", IRRELEVANT (storing) },
  { "StorageSection", IRRELEVANT (storing) },
  { "IpAssignmentSection", LOSS (addressing) },
  { "NetworkConnectionSection", LOSS (addressing) },
  { "NetworkConfigSection", LOSS ("the networks of a vApp are not made") },
  { "GuestCustomizationSection", LOSS ("the guest is not customized at its "
                                       "first boot") },
  { "CustomizationSection", IRRELEVANT (deploying) },
  { "LeaseSettingsSection", IRRELEVANT (deploying) },
  { "MigrationUpgradeRequisitesSection", IRRELEVANT (deploying) },
  { "vServiceDependencySection", LOSS ("the target has no such service of "
                                       "vCenter") },
  { "CpuCompatibilitySection", LOSS ("masks of CPU features are not carried "
                                     "over") },
  { "SnapshotsSection", LOSS ("snapshots are not carried over: disks are as "
                              "the newest") },
  { "AffinityGroupsSection", IRRELEVANT (of_manager) },
  { "AffinityLabelsSection", IRRELEVANT (of_manager) },
  { "UserDomainsSection", IRRELEVANT (of_manager) },
};

/* Everywhere the same. */
static const struct row attributes[] = {
  { "required", IRRELEVANT ("whether a reader must know what it stands at") },
  { "msgid", IRRELEVANT ("names a text in another language") },
  { "lang", IRRELEVANT ("the language of texts") },
  { "type", MAPPED },
  { "populatedSize", IRRELEVANT ("the disk tells it itself") },
  { "compression", MAPPED },
  { "chunkSize", MAPPED },
  { "transport", MAPPED },
  { "version", IRRELEVANT ("of the standard or of the writer") },
  { "buildId", IRRELEVANT ("of the standard or of the writer") },
};

static const struct vf_ovf_fate other_system
    = IRRELEVANT ("another VM of the package");
static const struct vf_ovf_fate disabled = IRRELEVANT ("it is off");
static const struct vf_ovf_fate this_system = MAPPED;
static const struct vf_ovf_fate collection
    = IRRELEVANT ("one VM of the collection is read");

static const struct vf_ovf_fate *
find (const struct row *rows, size_t n, const char *name)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (strcmp (rows[i].name, name) == 0)
      return &rows[i].fate;
  return NULL;
}

/* Whether ELEMENT is the virtual system that is read, or has it in it. */
static bool
has_system (const struct vf_ovf *ovf, const xmlNode *element)
{
  const xmlNode *at = ovf->system;

  while (at && at != element)
    at = at->parent;
  return at;
}

/* Whether SECTION is off as a whole: <Enabled>false</Enabled>. */
static bool
is_disabled (const xmlNode *section)
{
  const xmlNode *child = section->children;

  while (child && !vf_xml_is (child, "Enabled"))
    child = child->next;
  return child && child->children && child->children->content
         && strcmp ((const char *)child->children->content, "false") == 0;
}

/* Whether ELEMENT is in a virtual system that is not read. */
static bool
is_of_other (const struct vf_ovf *ovf, const xmlNode *element)
{
  const xmlNode *at;
  char name[64];

  for (at = element->parent; at && at->type == XML_ELEMENT_NODE;
       at = at->parent) {
    vf_ovf_section_name (at, name);
    if (strcmp (name, "VirtualSystem") == 0)
      return !has_system (ovf, at);
  }
  return false;
}

const struct vf_ovf_fate *
vf_ovf_section_fate (const struct vf_ovf *ovf, const xmlNode *element)
{
  char name[64];

  if (is_of_other (ovf, element))
    return &other_system;
  vf_ovf_section_name (element, name);
  if (strcmp (name, "VirtualSystem") == 0)
    return has_system (ovf, element) ? NULL : &other_system;
  if (strcmp (name, "VirtualSystemCollection") == 0)
    return &collection;
  if (strcmp (name, "System") == 0 && element->parent == ovf->hardware)
    return &this_system;
  if (strcmp (name, "GuestCustomizationSection") == 0
      && is_disabled (element))
    return &disabled;
  return find (sections, sizeof sections / sizeof *sections, name);
}

const struct vf_ovf_fate *
vf_ovf_attribute_fate (const xmlNode *attribute)
{
  return find (attributes, sizeof attributes / sizeof *attributes,
               (const char *)attribute->name);
}
