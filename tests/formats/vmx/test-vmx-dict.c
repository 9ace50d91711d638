/* vmferry: tests of the dictionary that a .vmx is: charsets, line ends, marks,
 * keys that come twice, damaged lines, and what the account says of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-dict.h"

#include "common/text.h"
#include "tests/formats/vmx/read.h"

START_TEST (names_are_read_in_their_charset)
{
  static const struct {
    const char *lines, *name;
  } rows[] = {
    { ".encoding = \"UTF-8\"\ndisplayName = \"M\xc3\xbcller\"", "Müller" },
    { "displayName = \"M\xc3\xbcller\"", "Müller" },
    { "displayName = \"M\xfcller\"", "Müller" },
    { ".encoding = \"windows-1252\"\ndisplayName = \"5 \x80\"", "5 €" },
    /* The key may stand behind what it holds for, in any case. */
    { "displayName = \"5 \x80\"\n.ENCODING = \"Windows-1252\"", "5 €" },
    { ".encoding = \"GBK\"\ndisplayName = \"\xd6\xd0\xce\xc4\"", "中文" },
    { ".encoding = \"windows-936-2000\"\ndisplayName = \"\xd6\xd0\"", "中" },
    { ".encoding = \"Shift_JIS\"\ndisplayName = \"\x93\xfa\x96\x7b\"",
      "日本" },
    /* The second byte of this one is a bar, which VMware escapes. */
    { ".encoding = \"Shift_JIS\"\ndisplayName = \"\x83|7C1\"", "ポ1" },
    { ".encoding = \"Big5\"\ndisplayName = \"\xa4\xa4\"", "中" },
    { ".encoding = \"EUC-KR\"\ndisplayName = \"\xc7\xd1\"", "한" },
    { ".encoding = \"windows-949-2000\"\ndisplayName = \"\xc7\xd1\"", "한" },
    { ".encoding = \"nonsense\"\ndisplayName = \"M\xc3\xbcller\"", "Müller" },
    /* Bytes that mean nothing in the charset. */
    { ".encoding = \"UTF-8\"\ndisplayName = \"a\xff\"", "a\xef\xbf\xbd" },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    CLEANUP_MACHINE struct vf_machine *machine
        = read_vmx_lines (rows[i].lines);

    ck_assert_str_eq (machine->identity.name, rows[i].name);
  }
}
END_TEST

START_TEST (escapes_and_names_of_vcenter_are_undone)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("displayName = \"a%2fb |22c|22 100%25\"\n"
                        "annotation = \"one|0Atwo |7C three |zz\"\n");

  ck_assert_str_eq (machine->identity.name, "a/b \"c\" 100%");
  ck_assert_str_eq (machine->identity.description, "one\ntwo | three |zz");
}
END_TEST

START_TEST (marks_and_line_ends_do_not_matter)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("\xef\xbb\xbf#!/usr/bin/vmware\r\n"
                        ".encoding = \"UTF-8\"\r\n\r\n"
                        "  MEMSIZE=\"64\"\t# MiB\r\n"
                        "numvcpus = 2\r\ndisplayName=\"x\"");

  ck_assert_uint_eq (machine->memory.size_bytes, 64 << 20);
  ck_assert_uint_eq (machine->cpu.vcpus, 2);
  ck_assert_str_eq (machine->identity.name, "x");
  ck_assert_uint_eq (machine->account.entries.count, 4);
  ck_assert_str_eq (machine->account.entries.items[1].key, "MEMSIZE");
}
END_TEST

START_TEST (of_two_the_first_holds)
{
  CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (
      "numvcpus = \"2\"\nNumVCPUs = \"4\"\nnumvcpus = \"2\"\n");
  const struct vf_account_entry *entries = machine->account.entries.items;

  ck_assert_uint_eq (machine->cpu.vcpus, 2);
  ck_assert_uint_eq (machine->account.entries.count, 3);
  ck_assert_int_eq (entries[0].fate, VF_FATE_MAPPED);
  ck_assert_int_eq (entries[1].fate, VF_FATE_LOSS);
  ck_assert_str_eq (entries[1].note, "line 1 has the key first, and holds");
  ck_assert_int_eq (entries[2].fate, VF_FATE_IRRELEVANT);
  ck_assert_str_eq (entries[2].note, "the same as line 1");
}
END_TEST

START_TEST (damaged_lines_are_told)
{
  CLEANUP_MACHINE struct vf_machine *machine
      = read_vmx_lines ("memSize = \"64\n"
                        "annotation = \"say \"hi\" now\"\n"
                        "not a line\n"
                        "key with blanks = \"x\"\n");
  const struct vf_account_entry *entries = machine->account.entries.items;

  ck_assert_uint_eq (machine->memory.size_bytes, 64 << 20);
  ck_assert_str_eq (entries[0].note, "the closing quote is missing");
  ck_assert_str_eq (machine->identity.description, "say \"hi\" now");
  ck_assert_str_eq (entries[1].note, "a quote inside is not escaped");
  ck_assert_str_eq (entries[2].key, "line 3");
  ck_assert_str_eq (entries[2].value, "not a line");
  ck_assert_int_eq (entries[2].fate, VF_FATE_UNKNOWN);
  ck_assert_str_eq (entries[3].key, "key with blanks");
  ck_assert_int_eq (entries[3].fate, VF_FATE_UNKNOWN);
}
END_TEST

START_TEST (secrets_are_not_told)
{
  static const char *const keys[]
      = { "RemoteDisplay.vnc.password", "encryption.keySafe", "dataFileKey",
          "guestinfo.admin.Password", "guestinfo.ovfEnv",
          "guestinfo.userdata", "guestinfo.appliance.root.passwd",
          "guestinfo.admin.pwd", "guestinfo.api.Token",
          "guestinfo.metadata" };
  size_t i;

  for (i = 0; i < sizeof keys / sizeof *keys; i++) {
    CLEANUP_FREE char *line = vf_text_printf ("%s = \"secret\"\n", keys[i]);
    CLEANUP_MACHINE struct vf_machine *machine = read_vmx_lines (line);

    ck_assert_str_eq (machine->account.entries.items[0].key, keys[i]);
    ck_assert_ptr_null (machine->account.entries.items[0].value);
  }
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-dict", names_are_read_in_their_charset,
           escapes_and_names_of_vcenter_are_undone,
           marks_and_line_ends_do_not_matter, of_two_the_first_holds,
           damaged_lines_are_told, secrets_are_not_told)
