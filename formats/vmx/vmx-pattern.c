/* vmferry: what becomes of the keys of a .vmx that no family reads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <string.h>

#include "formats/vmx/vmx-table.h"

static const char of_vmware[] = "a setting of VMware's own software";
static const char of_tools[] = "of VMware Tools, which are taken out";
static const char of_host[] = "a fact of the source's host or files";
static const char of_layout[] = "of VMware's board; the target has its own";
static const char of_id[] = "names the VM or its copies to VMware only";
static const char of_cpu_dump[] = "a dump of the source's host CPU";
static const char of_apple[] = "of Apple's boards";
static const char of_time[] = "how VMware keeps the guest's time";
static const char of_masks[] = "masks of CPU features beside those that have "
                               "names are not carried over";
static const char of_encryption[] = "what is encrypted in the definition is "
                                    "not carried over";

#define IRRELEVANT VF_FATE_IRRELEVANT
#define LOSS VF_FATE_LOSS

const struct vf_vmx_pattern vf_vmx_patterns[] = {
  { "pcibridge*.pxm", LOSS, "devices belong to no NUMA node" },
  { "pcibridge*", IRRELEVANT, of_layout },
  { "ich7m*", IRRELEVANT, of_layout },
  { "chipset.*", IRRELEVANT, of_layout },
  { "pcihole*", IRRELEVANT, of_layout },
  { "hpet0.*", IRRELEVANT, "the target has its own timers" },
  { "vmci.*", IRRELEVANT, of_layout },
  { "monitor*", IRRELEVANT, of_vmware },
  { "log.*", IRRELEVANT, of_vmware },
  { "logging", IRRELEVANT, of_vmware },
  { "vprobe*", IRRELEVANT, of_vmware },
  { "replay.*", IRRELEVANT, of_vmware },
  { "ftcpt.*", IRRELEVANT, of_vmware },
  { "migrate.*", IRRELEVANT, of_vmware },
  { "vmotion.*", IRRELEVANT, of_vmware },
  { "vmxstats.*", IRRELEVANT, of_vmware },
  { "vmx.buildtype", IRRELEVANT, of_vmware },
  { "vmx.scoreboard.*", IRRELEVANT, of_vmware },
  { "vmx.log.*", IRRELEVANT, of_vmware },
  { "vmm.*", IRRELEVANT, of_vmware },
  { "prefvmx.*", IRRELEVANT, of_vmware },
  { "msg.*", IRRELEVANT, of_vmware },
  { "answer.*", IRRELEVANT, of_vmware },
  { "hint*.*", IRRELEVANT, of_vmware },
  { "debugstub.*", IRRELEVANT, of_vmware },
  { "memtrimrate", IRRELEVANT, of_vmware },
  { "memallowautoscaledown", IRRELEVANT, of_vmware },
  { "mainmem.*", IRRELEVANT, of_vmware },
  { "mem.sharescantotal", IRRELEVANT, of_vmware },
  { "sched.swap.*", IRRELEVANT, of_host },
  { "sched.cpu.vsmpconsolidate", IRRELEVANT, of_vmware },
  { "sched.mem.prealloc*", IRRELEVANT, of_vmware },
  { "sched.*:*.*", IRRELEVANT, "its disk is not present" },
  { "priority.*", IRRELEVANT, of_vmware },
  { "gui.*", IRRELEVANT, of_vmware },
  { "mks.*", IRRELEVANT, of_vmware },
  { "applianceview.*", IRRELEVANT, of_vmware },
  { "toolsinstallmanager.*", IRRELEVANT, of_vmware },
  { "proxyapps.*", IRRELEVANT, of_vmware },
  { "unity.*", IRRELEVANT, of_vmware },
  { "ulm.*", IRRELEVANT, of_vmware },
  { "virtualhw.productcompatibility", IRRELEVANT, of_vmware },
  { "deploymentplatform", IRRELEVANT, of_vmware },
  { "keyboard*", IRRELEVANT, of_vmware },
  { "mouse.*", IRRELEVANT, of_vmware },
  { "touchscreen*", IRRELEVANT, of_vmware },
  { "virtualmouse*", IRRELEVANT, of_vmware },
  { "policy.vm.*", IRRELEVANT, of_vmware },
  { "config.readonly", IRRELEVANT, of_vmware },
  { "inventory*", IRRELEVANT, of_vmware },
  { "invmteam", IRRELEVANT, of_vmware },
  { "buslogic.nodriver", IRRELEVANT, of_vmware },
  { "remotedisplay.maxconnections", IRRELEVANT, of_vmware },
  { "usb.generic.*", IRRELEVANT, of_vmware },
  { "usb.restrictions.*", IRRELEVANT, of_vmware },
  { "usb.vbluetooth.*", IRRELEVANT, of_vmware },
  { "tools.*", IRRELEVANT, of_tools },
  { "toolscripts.*", IRRELEVANT, of_tools },
  { "time.synchronize.*", IRRELEVANT, of_tools },
  { "isolation.*", IRRELEVANT, of_tools },
  { "guest.commands.*", IRRELEVANT, of_tools },
  { "hgfs.*", IRRELEVANT, of_tools },
  { "sharedfolder.*", IRRELEVANT, of_tools },
  { "softpoweroff", IRRELEVANT, of_tools },
  { "powertype.*", IRRELEVANT, "how VMware's buttons act" },
  { "extendedconfigfile", IRRELEVANT, of_host },
  { "workingdir", IRRELEVANT, of_host },
  { "suspend.directory", IRRELEVANT, of_host },
  { "snapshot.*", IRRELEVANT, of_host },
  { "vflash*", IRRELEVANT, of_host },
  { "uuid.location", IRRELEVANT, of_id },
  { "uuid.action", IRRELEVANT, of_id },
  { "vm.createdate", IRRELEVANT, of_id },
  { "nvp.*", IRRELEVANT, of_id },
  { "vio.imageid", IRRELEVANT, of_id },
  { "root-disk-uuid", IRRELEVANT, of_id },
  { "rtc.startfromguest", IRRELEVANT, of_time },
  { "timetracker.*", IRRELEVANT, of_time },
  { "tsc.*", IRRELEVANT, of_time },
  { "host.*khz", IRRELEVANT, of_time },
  { "ctkenabled", IRRELEVANT, "changed blocks are tracked by VMware only" },
  { "guestcpuid.*", IRRELEVANT, of_cpu_dump },
  { "hostcpuid.*", IRRELEVANT, of_cpu_dump },
  { "usercpuid.*", IRRELEVANT, of_cpu_dump },
  { "smc.*", IRRELEVANT, of_apple },
  { "cpuid.inhibitdarwinmasks", IRRELEVANT, of_apple },
  { "nvdimm*.present", IRRELEVANT, "the controller of the modules" },
  { "cpuid.brandstring", LOSS, "the processor has the target's name" },
  { "cpuid.*", LOSS, of_masks },
  { "featmask.*", LOSS, of_masks },
  { "featurecompat.*", LOSS, of_masks },
  { "processor*.use", LOSS,
    "vCPUs are not pinned: the host CPUs were the source's" },
  { "guestinfo.*", LOSS, "the target has no such channel into the guest" },
  { "machine.id", LOSS, "the target has no such channel into the guest" },
  { "numa.*", LOSS, "not part of how nodes are decided here" },
  { "sched.node*", LOSS, "nodes are not bound: the host's were the source's" },
  { "sched.*", LOSS, "the target's scheduler is not told" },
  { "smbios.*", LOSS, "a text that the target does not show" },
  { "disk.enableuuid", LOSS,
    "the serial number that the guest saw is in the disk's own descriptor" },
  { "vtpm.*", LOSS, "what was in the TPM cannot be carried over" },
  { "pcipassthru*", LOSS, "devices of the source's host are not there" },
  { "sgx.*", LOSS, "confidential computing is not prepared" },
  { "encryption*", LOSS, of_encryption },
  { "dataencryption*", LOSS, of_encryption },
  { "remotedisplay.*", LOSS,
    "how the screen is offered is the target's to "
    "say" },
  { "ethernet*", LOSS, "a setting of the NIC that the target does not have" },
  { "svga.*", LOSS, "a setting of the display that the target does not have" },
  { NULL, 0, NULL },
};

bool
vf_vmx_matches (const char *pattern, const char *key)
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
