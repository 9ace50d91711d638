/* vmferry: tests of the devices of a .vmx that are neither disks nor NICs,
 * each as JSON without what is unknown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-device.h"

#include <jansson.h>

#include "common/json.h"
#include "common/text.h"
#include "tests/formats/vmx/read.h"

/* Member NAME of MACHINE as JSON on one line, without nulls; the caller frees
 * it. */
static char *
member_text (const struct vf_machine *machine, const char *name)
{
  CLEANUP_JSON struct vf_json *json = vf_machine_to_json (machine, false);
  CLEANUP_FREE char *text = NULL;
  json_t *root, *item, *child;
  const char *key;
  struct vf_error err;
  char *line;
  size_t i;
  void *next;

  text = vf_json_text (json, false, &err);
  root = json_loads (text, 0, NULL);
  ck_assert_ptr_nonnull (json_object_get (root, name));
  json_array_foreach (json_object_get (root, name), i, item)
      json_object_foreach_safe (item, next, key,
                                child) if (json_is_null (child))
          json_object_del (item, key);
  item = json_object_get (root, name);
  json_object_foreach_safe (item, next, key, child) if (json_is_null (child))
      json_object_del (item, key);
  line = json_dumps (item, JSON_COMPACT);
  json_decref (root);
  return line;
}

static void
check_member (const char *name, const char *lines, const char *expected)
{
  CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (lines);
  CLEANUP_FREE char *got = member_text (machine, name);

  ck_assert_msg (strcmp (got, expected) == 0, "%s\n%s\nnot\n%s", lines, got,
                 expected);
}

static void
check_members (const char *name, const char *const (*rows)[2], size_t n)
{
  size_t i;

  for (i = 0; i < n; i++)
    check_member (name, rows[i][0], rows[i][1]);
}

#define CHECK(NAME, ROWS)                                                     \
  check_members (NAME, ROWS, sizeof (ROWS) / sizeof *(ROWS))

START_TEST (ports_have_something_behind_them)
{
  static const char *const rows[][2] = {
    { "serial0.present = \"TRUE\"\nserial0.fileType = \"file\"\n"
      "serial0.fileName = \"com1.txt\"\nserial0.startConnected = \"FALSE\"",
      "[{\"key\":\"serial0\",\"kind\":\"serial\",\"backing\":\"com1.txt\","
      "\"backing_kind\":\"file\",\"connected\":false}]" },
    { "serial1.present = \"TRUE\"\nserial1.fileType = \"pipe\"\n"
      "serial1.fileName = \"/tmp/pipe\"\nserial1.pipe.endPoint = \"server\"",
      "[{\"key\":\"serial1\",\"kind\":\"serial\",\"backing\":\"/tmp/pipe\","
      "\"backing_kind\":\"pipe\",\"is_server\":true}]" },
    { "serial0.present = \"TRUE\"\nserial0.fileType = \"network\"\n"
      "serial0.fileName = \"tcp://a:1\"\nserial0.network.endPoint = "
      "\"client\"",
      "[{\"key\":\"serial0\",\"kind\":\"serial\",\"backing\":\"tcp://a:1\","
      "\"backing_kind\":\"network\",\"is_server\":false}]" },
    { "serial0.present = \"TRUE\"\nserial0.fileName = \"/dev/ttyS0\"",
      "[{\"key\":\"serial0\",\"kind\":\"serial\",\"backing\":\"/dev/ttyS0\","
      "\"backing_kind\":\"host-device\"}]" },
    { "serial0.present = \"TRUE\"\nserial0.fileType = \"thinprint\"",
      "[{\"key\":\"serial0\",\"kind\":\"serial\",\"backing_kind\":\"none\"}"
      "]" },
    { "serial0.present = \"FALSE\"\nserial0.fileType = \"file\"", "[]" },
    { "parallel0.present = \"TRUE\"\nparallel0.fileType = \"device\"\n"
      "parallel0.fileName = \"/dev/parport0\"",
      "[{\"key\":\"parallel0\",\"kind\":\"parallel\","
      "\"backing\":\"/dev/parport0\",\"backing_kind\":\"host-device\"}]" },
  };

  CHECK ("devices", rows);
}
END_TEST

START_TEST (usb_has_controllers_and_devices)
{
  static const char *const rows[][2] = {
    { "usb.present = \"TRUE\"\nehci.present = \"TRUE\"\n"
      "ehci.pciSlotNumber = \"35\"\nusb_xhci.present = \"TRUE\"",
      "[{\"key\":\"ehci\",\"kind\":\"usb\",\"model\":\"ehci\","
      "\"pci_slot\":35},{\"key\":\"usb\",\"kind\":\"usb\",\"model\":\"uhci\"}"
      ",{\"key\":\"usb_xhci\",\"kind\":\"usb\",\"model\":\"xhci\"}]" },
    { "usb:0.present = \"TRUE\"\nusb:0.deviceType = \"hid\"\n"
      "usb:1.present = \"TRUE\"\nusb:1.deviceType = \"hub\"\n"
      "usb:2.present = \"TRUE\"\nusb:2.deviceType = \"bluetooth\"",
      "[{\"key\":\"usb:2\",\"kind\":\"usb-device\",\"model\":\"bluetooth\","
      "\"backing_kind\":\"host-device\"},"
      "{\"key\":\"usb:0\",\"kind\":\"input\",\"model\":\"hid\"}]" },
    { "usb.autoConnect.device0 = \"0x951:0x1666\"\n"
      "usb.autoConnect.device1 = \"\"",
      "[{\"key\":\"usb.autoConnect.device0\",\"kind\":\"usb-device\","
      "\"backing\":\"0x951:0x1666\",\"backing_kind\":\"host-device\"}]" },
  };

  CHECK ("devices", rows);
}
END_TEST

START_TEST (what_is_passed_through_is_named)
{
  static const char *const rows[][2] = {
    { "pciPassthru0.present = \"TRUE\"\npciPassthru0.id = "
      "\"00000:059:00.0\"\npciPassthru0.vendorId = \"0x10de\"\n"
      "pciPassthru0.deviceId = \"0x1eb8\"\npciPassthru0.pciSlotNumber = "
      "\"256\"\npciPassthru0.systemId = \"5f-1\"",
      "[{\"key\":\"pcipassthru0\",\"kind\":\"pci-passthrough\","
      "\"model\":\"10de:1eb8\",\"backing\":\"00000:059:00.0\","
      "\"backing_kind\":\"host-device\",\"pci_slot\":256}]" },
    { "pciPassthru1.present = \"TRUE\"\npciPassthru1.virtualDev = \"vmiop\"\n"
      "pciPassthru1.vgpu = \"grid_t4-8q\"",
      "[{\"key\":\"pcipassthru1\",\"kind\":\"vgpu\",\"model\":\"grid_t4-8q\","
      "\"backing_kind\":\"host-device\"}]" },
    { "pciPassthru2.present = \"FALSE\"\npciPassthru2.id = \"x\"", "[]" },
  };

  CHECK ("devices", rows);
}
END_TEST

START_TEST (the_rest_is_there)
{
  static const char *const rows[][2] = {
    { "vtpm.present = \"TRUE\"\nvtpm.ekCRT = \"AAAA\"",
      "[{\"key\":\"vtpm\",\"kind\":\"tpm\",\"model\":\"2.0\"}]" },
    { "managedvm.autoAddVTPM = \"software\"",
      "[{\"key\":\"vtpm\",\"kind\":\"tpm\",\"model\":\"2.0\"}]" },
    { "vtpm.present = \"FALSE\"\nmanagedvm.autoAddVTPM = \"none\"", "[]" },
    { "sound.present = \"TRUE\"\nsound.virtualDev = \"hdaudio\"\n"
      "sound.fileName = \"-1\"\nsound.pciSlotNumber = \"34\"",
      "[{\"key\":\"sound\",\"kind\":\"sound\",\"model\":\"hdaudio\","
      "\"pci_slot\":34}]" },
    { "vwdt.present = \"TRUE\"\nvwdt.runOnBoot = \"TRUE\"",
      "[{\"key\":\"vwdt\",\"kind\":\"watchdog\",\"connected\":true}]" },
    { "vmci0.present = \"TRUE\"\nvmci0.id = \"-1\"", "[]" },
    { "vmci0.present = \"TRUE\"\nvmci0.unrestricted = \"TRUE\"\n"
      "vmci0.pciSlotNumber = \"32\"",
      "[{\"key\":\"vmci0\",\"kind\":\"vsock\",\"model\":\"vmci\","
      "\"pci_slot\":32}]" },
    { "nvdimm0.present = \"TRUE\"\nnvdimm0:0.present = \"TRUE\"\n"
      "nvdimm0:0.fileName = \"n.vmdk\"\nnvdimm0:0.size = \"1024\"",
      "[{\"key\":\"nvdimm0:0\",\"kind\":\"nvdimm\",\"backing\":\"n.vmdk\","
      "\"backing_kind\":\"file\",\"size\":1073741824}]" },
    { "sharedFolder0.present = \"TRUE\"\nsharedFolder0.enabled = \"TRUE\"\n"
      "sharedFolder0.hostPath = \"/src\"\nsharedFolder0.guestName = \"src\"",
      "[{\"key\":\"sharedfolder0\",\"kind\":\"filesystem\",\"model\":\"src\","
      "\"backing\":\"/src\",\"backing_kind\":\"file\",\"connected\":true}]" },
    { "precisionclock0.present = \"TRUE\"\n"
      "precisionclock0.refClockProtocol = \"ptp\"",
      "[{\"key\":\"precisionclock0\",\"kind\":\"precision-clock\","
      "\"model\":\"ptp\"}]" },
  };

  CHECK ("devices", rows);
}
END_TEST

START_TEST (the_display_has_its_numbers)
{
  static const char *const rows[][2] = {
    { "svga.vramSize = \"8388608\"\nsvga.numDisplays = \"2\"\n"
      "svga.maxWidth = \"1920\"\nsvga.maxHeight = \"1200\"\n"
      "mks.enable3d = \"TRUE\"",
      "{\"vram\":8388608,\"heads\":2,\"width\":1920,\"height\":1200,"
      "\"accelerated\":true}" },
    { "RemoteDisplay.vnc.enabled = \"TRUE\"\nRemoteDisplay.vnc.port = "
      "\"5901\"\nRemoteDisplay.vnc.keymap = \"de\"",
      "{\"vnc\":true,\"vnc_port\":5901,\"keymap\":\"de\","
      "\"protocol\":\"vnc\"}" },
    { "RemoteDisplay.vnc.enabled = \"FALSE\"", "{\"vnc\":false}" },
  };

  CHECK ("display", rows);
}
END_TEST

START_TEST (protection_is_seen)
{
  static const char *const rows[][2] = {
    { "a = \"\"", "{\"launch\":\"none\"}" },
    { "windows.vbs.enabled = \"TRUE\"", "{\"vbs\":true,\"launch\":\"none\"}" },
    { "sgx.epcSize = \"64\"", "{\"launch\":\"none\",\"sgx\":67108864}" },
    { "sev.enable = \"TRUE\"", "{\"launch\":\"sev-es\"}" },
    { "sevSnp.enable = \"TRUE\"", "{\"launch\":\"sev-snp\"}" },
    { "tdx.enable = \"TRUE\"", "{\"launch\":\"tdx\"}" },
    { "vmx.encryptionType = \"partial\"\nencryption.keySafe = \"k\"\n"
      "encryption.data = \"d\"",
      "{\"encrypted\":true,\"launch\":\"none\"}" },
  };

  CHECK ("security", rows);
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-device", ports_have_something_behind_them,
           usb_has_controllers_and_devices, what_is_passed_through_is_named,
           the_rest_is_there, the_display_has_its_numbers, protection_is_seen)
