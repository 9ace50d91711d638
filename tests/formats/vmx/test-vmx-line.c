/* vmferry: tests of single lines of a .vmx.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/vmx/vmx-line.h"

#include <string.h>

#include "tests/unit.h"

START_TEST (lines_are_split)
{
  static const struct {
    const char *text;
    enum vf_vmx_line_kind kind;
    const char *key, *value;
    bool is_guess;
  } rows[] = {
    { "", VF_VMX_LINE_EMPTY, "", "", false },
    { " \t\r", VF_VMX_LINE_EMPTY, "", "", false },
    { "#!/usr/bin/vmware", VF_VMX_LINE_EMPTY, "", "", false },
    { "  # a = \"b\"", VF_VMX_LINE_EMPTY, "", "", false },
    { "a = \"b\"", VF_VMX_LINE_ENTRY, "a", "b", false },
    { "a=\"b\"\r", VF_VMX_LINE_ENTRY, "a", "b", false },
    { "\ta.b:c \t=  \" b \" # c", VF_VMX_LINE_ENTRY, "a.b:c", " b ", false },
    { "a = \"\"", VF_VMX_LINE_ENTRY, "a", "", false },
    { "a = bare value ", VF_VMX_LINE_ENTRY, "a", "bare value", false },
    { "a =", VF_VMX_LINE_ENTRY, "a", "", false },
    { "a = \"x=y#z\"", VF_VMX_LINE_ENTRY, "a", "x=y#z", false },
    { "a", VF_VMX_LINE_DAMAGED, "", "", false },
    { "= \"b\"", VF_VMX_LINE_DAMAGED, "", "", false },
    { "a = b # c", VF_VMX_LINE_ENTRY, "a", "b", false },
    { "a = b#c", VF_VMX_LINE_ENTRY, "a", "b#c", false },
    { "a b = \"c\"", VF_VMX_LINE_ENTRY, "a b", "c", false },
    { "a = \"b", VF_VMX_LINE_ENTRY, "a", "b", true },
    { "a = \"", VF_VMX_LINE_ENTRY, "a", "", true },
    { "a = \"b \r", VF_VMX_LINE_ENTRY, "a", "b", true },
    { "a = \"b\"c\"", VF_VMX_LINE_ENTRY, "a", "b\"c", true },
    { "a = \"say \"b\" \" # c", VF_VMX_LINE_ENTRY, "a", "say \"b\" ", true },
    { "a = \"b\" c", VF_VMX_LINE_DAMAGED, "", "", false },
    { "a = \"b\" c \"d\" e", VF_VMX_LINE_DAMAGED, "", "", false },
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct vf_vmx_line line = { 0 };

    ck_assert_msg (
        vf_vmx_split_line (rows[i].text, strlen (rows[i].text), &line)
            == rows[i].kind,
        "%s", rows[i].text);
    if (rows[i].kind != VF_VMX_LINE_ENTRY)
      continue;
    ck_assert_uint_eq (line.key_length, strlen (rows[i].key));
    ck_assert_mem_eq (line.key, rows[i].key, line.key_length);
    ck_assert_uint_eq (line.value_length, strlen (rows[i].value));
    ck_assert_mem_eq (line.value, rows[i].value, line.value_length);
    ck_assert_msg ((line.fault != NULL) == rows[i].is_guess, "%s",
                   rows[i].text);
  }
}
END_TEST

START_TEST (escapes_are_undone)
{
  static const char *const rows[][2] = {
    { "plain", "plain" }, { "|22", "\"" },
    { "a|7Cb", "a|b" },   { "|7c|7C|7c", "|||" },
    { "|", "|" },         { "|4", "|4" },
    { "|4g", "|4g" },     { "100|25|22", "100%\"" },
    { "||22", "|\"" },
  };
  char text[32];
  size_t i, n;

  for (i = 0; i < sizeof rows / sizeof *rows; i++) {
    strcpy (text, rows[i][0]);
    n = vf_vmx_unescape (text, strlen (text));
    ck_assert_uint_eq (n, strlen (rows[i][1]));
    ck_assert_mem_eq (text, rows[i][1], n);
  }
}
END_TEST

START_TEST (names_of_vcenter_are_undone)
{
  char text[] = "a%2fb%5Cc%25d%20e%2";

  vf_vmx_unescape_name (text);
  ck_assert_str_eq (text, "a/b\\c%d%20e%2");
}
END_TEST

UNIT_MAIN ("formats/vmx/vmx-line", lines_are_split, escapes_are_undone,
           names_of_vcenter_are_undone)
