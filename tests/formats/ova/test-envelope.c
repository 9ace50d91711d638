/* vmferry: tests of reading OVF envelopes and manifests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/ova/envelope.h"

#include <string.h>

#include "common/error.h"
#include "common/text.h"
#include "formats/ova/manifest.h"
#include "tests/unit.h"

static struct vf_error err;

/* An envelope with one file and the disk that ATTRIBUTES make. */
static struct vf_envelope *
read_disk (const char *attributes)
{
  CLEANUP_FREE char *text = vf_text_printf (
      "<e:Envelope xmlns:e='e'><e:References><e:File e:id='f' e:href='a.vmdk' "
      "e:size='7' e:chunkSize='3' e:compression='gzip'/></e:References>"
      "<e:DiskSection><e:Disk e:diskId='d' %s/></e:DiskSection></e:Envelope>",
      attributes);

  return vf_envelope_read (text, strlen (text), &err);
}

START_TEST (files_and_disks_are_read)
{
  struct vf_envelope *envelope
      = read_disk ("e:fileRef='f' e:format='x#raw' e:parentRef='p'");

  ck_assert_msg (envelope != NULL, "%s", err.text);
  ck_assert_uint_eq (envelope->files.count, 1);
  ck_assert_str_eq (envelope->files.items[0].href, "a.vmdk");
  ck_assert_uint_eq (envelope->files.items[0].size, 7);
  ck_assert_uint_eq (envelope->files.items[0].chunk, 3);
  ck_assert_str_eq (envelope->files.items[0].compression, "gzip");
  ck_assert_uint_eq (envelope->disks.count, 1);
  ck_assert_uint_eq (envelope->disks.items[0].file, 0);
  ck_assert_str_eq (envelope->disks.items[0].format, "x#raw");
  ck_assert_str_eq (envelope->disks.items[0].parent, "p");
  ck_assert_uint_eq (envelope->disks.items[0].capacity, VF_OVF_UNKNOWN);
  vf_envelope_free (envelope);
}
END_TEST

START_TEST (capacities_have_units)
{
  static const struct {
    const char *attributes;
    uint64_t capacity;
  } rows[] = {
    { "capacity='5'", 5 },
    { "capacity='5' capacityAllocationUnits='byte'", 5 },
    { "capacity='5' capacityAllocationUnits='byte * 2^20'", 5 << 20 },
    { "capacity='5' capacityAllocationUnits=' byte*2 ^ 10 '", 5 << 10 },
    { "capacity='5' capacityAllocationUnits='GigaBytes'",
      UINT64_C (5) << 30 },
    { "capacity='0' capacityAllocationUnits='byte * 2^30'", 0 },
    { "capacity='${size}' capacityAllocationUnits='byte'", VF_OVF_UNKNOWN },
    { "capacity='5' capacityAllocationUnits='furlongs'", VF_OVF_UNKNOWN },
    { "capacity='5' capacityAllocationUnits='byte * 2^99'", VF_OVF_UNKNOWN },
    { "capacity='99999999999' capacityAllocationUnits='byte * 2^60'",
      VF_OVF_UNKNOWN },
  };
  struct vf_envelope *envelope;
  size_t i;

  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    envelope = read_disk (rows[i].attributes);
    ck_assert_msg (envelope != NULL, "%s", err.text);
    ck_assert_msg (envelope->disks.items[0].capacity == rows[i].capacity,
                   "%s", rows[i].attributes);
    ck_assert_uint_eq (envelope->disks.items[0].file, SIZE_MAX);
    vf_envelope_free (envelope);
  }
}
END_TEST

START_TEST (bad_envelopes_are_refused)
{
  ck_assert_ptr_null (read_disk ("fileRef='g'"));
  ck_assert_str_eq (err.text, "<Disk> number 1: there is no <File> with the "
                              "id \"g\" of its fileRef");
  ck_assert_ptr_null (vf_envelope_read ("<Envelope>", 10, &err));
  ck_assert (strstr (err.text, "line 1: no well-formed XML: ") != NULL);
  ck_assert_ptr_null (vf_envelope_read ("", 0, &err));
}
END_TEST

START_TEST (manifests_are_read)
{
  static const char text[]
      = "SHA1(a (1).vmdk)= 00112233445566778899aabbccddeeff00112233\r\n"
        " sha1 ( ./b ) = 00112233445566778899AABBCCDDEEFF00112234 \n"
        "\n"
        "00112233445566778899aabbccddeeff00112235 *c d\n"
        "00112233445566778899aabbccddeeff00112236  e";
  static const char *const names[] = { "a (1).vmdk", "b", "c d", "e" };
  struct vf_manifest *manifest
      = vf_manifest_read (text, strlen (text), &err);
  const struct vf_manifest_entry *entry;
  size_t i;

  ck_assert_msg (manifest != NULL, "%s", err.text);
  ck_assert_uint_eq (manifest->entries.count, 4);
  for (i = 0; i < 4; i++) {
    entry = vf_manifest_find (manifest, names[i]);
    ck_assert_msg (entry != NULL, "%s", names[i]);
    ck_assert_str_eq (vf_digest_name (entry->digest), "SHA1");
    ck_assert_uint_eq (entry->bytes[19], 0x33 + i);
  }
  ck_assert_ptr_null (vf_manifest_find (manifest, "f"));
  vf_manifest_free (manifest);
}
END_TEST

UNIT_MAIN ("formats/ova/envelope", files_and_disks_are_read,
           capacities_have_units, bad_envelopes_are_refused,
           manifests_are_read)
