/* vmferry: what becomes of the keys that no family reads: tables of patterns
 * with the reason, and the account of the whole file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/machine.h"
#include "formats/vmx/vmx-parts.h"
#include "formats/vmx/vmx-row.h"

/* "*" in a pattern stands for anything. */
struct pattern {
  const char *key; /* lower case */
  const char *note;
};

static const char of_vmware[] = "a setting of VMware's own software";
static const char of_tools[] = "of VMware Tools, which are taken out";
static const char of_host[] = "a fact of the source's host or files";
static const char of_layout[] = "of VMware's board; the target has its own";
static const char of_id[] = "names the VM or its copies to VMware only";
static const char of_cpu_dump[] = "a dump of the source's host CPU";

static const struct pattern irrelevant[] = {
  {"pcibridge*", of_layout},
  {"*.pcislotnumber", of_layout},
  {"vmci*", of_layout},
  {"ich7m*", of_layout},
  {"hpet0.*", "the target has its own timers"},
  {"chipset.*", of_layout},
  {"pcihole*", of_layout},
  {"monitor*", of_vmware},
  {"log.*", of_vmware},
  {"logging", of_vmware},
  {"vprobe*", of_vmware},
  {"replay.*", of_vmware},
  {"ftcpt.*", of_vmware},
  {"migrate.*", of_vmware},
  {"vmotion.*", of_vmware},
  {"vmxstats.*", of_vmware},
  {"prefvmx.*", of_vmware},
  {"msg.autoanswer", of_vmware},
  {"memtrimrate", of_vmware},
  {"memallowautoscaledown", of_vmware},
  {"mainmem.*", of_vmware},
  {"mem.sharescantotal", of_vmware},
  {"sched.mem.pshare.*", of_vmware},
  {"sched.swap.*", of_host},
  {"sched.cpu.vsmpconsolidate", of_vmware},
  {"sched.mem.prealloc*", of_vmware},
  {"priority.*", of_vmware},
  {"gui.*", of_vmware},
  {"mks.*", of_vmware},
  {"applianceview.*", of_vmware},
  {"toolsinstallmanager.*", of_vmware},
  {"proxyapps.*", of_vmware},
  {"unity.*", of_vmware},
  {"ulm.*", of_vmware},
  {"virtualhw.productcompatibility", of_vmware},
  {"deploymentplatform", of_vmware},
  {"keyboardandmouseprofile", of_vmware},
  {"keyboard.*", of_vmware},
  {"mouse.*", of_vmware},
  {"touchscreen*", of_vmware},
  {"virtualmouse*", of_vmware},
  {"policy.vm.*", of_vmware},
  {"config.readonly", of_vmware},
  {"inventory*", of_vmware},
  {"invmteam", of_vmware},
  {"remotedisplay.maxconnections", of_vmware},
  {"svga.autodetect", of_vmware},
  {"svga.guestbackedprimaryaware", of_vmware},
  {"usb.generic.*", of_vmware},
  {"usb.vbluetooth.*", of_vmware},
  {"usb.autoconnect*", of_vmware},
  {"usb:*", "devices of VMware's USB bus"},
  {"ehci:*", "devices of VMware's USB bus"},
  {"usb_xhci:*", "devices of VMware's USB bus"},
  {"tools.*", of_tools},
  {"toolscripts.*", of_tools},
  {"time.synchronize.*", of_tools},
  {"isolation.*", of_tools},
  {"guest.commands.*", of_tools},
  {"hgfs.*", of_tools},
  {"softpoweroff", of_tools},
  {"powertype.*", "how VMware's buttons act"},
  {"extendedconfigfile", of_host},
  {"workingdir", of_host},
  {"suspend.directory", of_host},
  {"snapshot.*", of_host},
  {"vflash*", of_host},
  {"uuid.location", of_id},
  {"uuid.action", of_id},
  {"vm.createdate", of_id},
  {"viv.moid", of_id},
  {"nvp.*", of_id},
  {"vio.imageid", of_id},
  {"root-disk-uuid", of_id},
  {"svga.maxwidth", of_vmware},
  {"svga.maxheight", of_vmware},
  {"svga.vgaonly", of_vmware},
  {"ctkenabled", "changed blocks are tracked by VMware only"},
  {"buslogic.nodriver", of_vmware},
  {"guestcpuid.*", of_cpu_dump},
  {"hostcpuid.*", of_cpu_dump},
  {"usercpuid.*", of_cpu_dump},
  {"smc.*", "of Apple's boards"},
  {"cpuid.inhibitdarwinmasks", "of Apple's boards"},
};

static const struct pattern lost[] = {
  {"cpuid.*", "masks of CPU features are not carried over"},
  {"featmask.*", "masks of CPU features are not carried over"},
  {"featurecompat.*", "masks of CPU features are not carried over"},
  {"guestinfo.*", "the target has no such channel into the guest"},
  {"sched.*.shares", "the disk's weight is not set"},
  {"sched.*.throughputcap*", "the disk's I/O is not limited"},
  {"sched.*.bandwidthcap", "the disk's I/O is not limited"},
  {"sched.*", "the target's scheduler is not told"},
  {"numa.*", "not part of how nodes are decided here"},
  {"smbios.*", "SMBIOS texts are not carried over"},
  {"board-id*", "SMBIOS texts are not carried over"},
  {"hw.model*", "SMBIOS texts are not carried over"},
  {"serialnumber*", "SMBIOS texts are not carried over"},
  {"disk.enableuuid", "disks have no VMware identifier on the target"},
  {"sharedfolder*", "folders of the source's host are not shared"},
  {"windows.vbs.*", "virtualization-based security is not prepared"},
  {"managedvm.autoaddvtpm", "the target has no TPM"},
  {"vtpm.*", "the target has no TPM"},
  {"nvdimm*", "the target has no NVDIMM"},
  {"precisionclock*", "the target has no precision clock"},
  {"pcipassthru*", "devices of the source's host are not passed through"},
  {"sgx.*", "confidential computing is not prepared"},
  {"sev*.enable", "confidential computing is not prepared"},
  {"tdx.enable", "confidential computing is not prepared"},
  {"vmx.encryptiontype", "encrypted parts are not carried over"},
  {"encryption*", "encrypted parts are not carried over"},
  {"datafilekey", "encrypted parts are not carried over"},
  {"rtc.*", "the clock starts with the host's"},
  {"remotedisplay.*", "the screen is offered by VNC on loopback only"},
  {"ethernet*", "a setting of the NIC that the target does not have"},
  {"svga.*", "a setting of the display that the target does not have"},
};

/* What must not show up in a report. */
static const char *const secrets[] = {
  "remotedisplay.vnc.password",
  "remotedisplay.vnc.key",
  "encryption*",
  "datafilekey",
  "guest.commands.*",
  "guestinfo.*password*",
  "*sharedsecret*",
};

/* Whether all of KEY fits PATTERN. */
static bool
matches (const char *pattern, const char *key)
{
  const char *star = NULL, *retry = NULL;

  while (*key) {
    if (*pattern == '*') {
      star = pattern++;
      retry = key;
    } else if (*pattern == *key) {
      pattern++;
      key++;
    } else if (star) {
      pattern = star + 1;
      key = ++retry;
    } else
      return false;
  }
  return pattern[strspn (pattern, "*")] == '\0';
}

static const char *
find_note (const struct pattern *patterns, size_t n, const char *key)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (matches (patterns[i].key, key))
      return patterns[i].note;
  return NULL;
}

static bool
is_secret (const char *key)
{
  size_t i;

  for (i = 0; i < sizeof secrets / sizeof *secrets; i++)
    if (matches (secrets[i], key))
      return true;
  return false;
}

/* Judges an entry that no family has read. */
static int
judge_by_tables (struct vf_vmx_entry *entry, struct vf_error *err)
{
  const char *note;

  note = find_note (irrelevant, sizeof irrelevant / sizeof *irrelevant,
                    entry->lower);
  if (note)
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, note, err);
  note = find_note (lost, sizeof lost / sizeof *lost, entry->lower);
  if (!note)
    return vf_vmx_judge (entry, VF_FATE_UNKNOWN, NULL, err);
  if (vf_vmx_is_default (entry->value))
    return vf_vmx_judge (entry, VF_FATE_IRRELEVANT, "the default", err);
  return vf_vmx_judge (entry, VF_FATE_LOSS, note, err);
}

static int
add_entry (struct vf_account *account, const struct vf_vmx_entry *entry,
           struct vf_error *err)
{
  char line[32];
  const char *key = entry->key, *value = entry->value;

  snprintf (line, sizeof line, "line %u", entry->line);
  if (entry->key && is_secret (entry->lower))
    value = NULL;
  return vf_account_add (account, entry->fate, key ? key : line, value,
                         entry->note, err);
}

int
vf_vmx_read_account (struct vf_vmx *vmx, struct vf_machine *machine,
                     struct vf_error *err)
{
  size_t i;

  for (i = 0; i < vmx->entries.count; i++) {
    struct vf_vmx_entry *entry = &vmx->entries.items[i];

    if (!entry->is_judged && judge_by_tables (entry, err))
      return -1;
    if (add_entry (&machine->account, entry, err))
      return -1;
  }
  return 0;
}
