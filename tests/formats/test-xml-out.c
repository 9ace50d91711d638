/* vmferry: tests of XML out: whatever a name has, a reader gets it back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/xml-out.h"

#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "formats/xml-in.h"
#include "tests/unit.h"

static struct vf_error err;

/* Checks that an attribute of VALUE is read as READ. */
static void
check_value (const char *value, const char *read)
{
  CLEANUP_XML struct vf_xml *xml = vf_xml_new (&err);
  CLEANUP_XML_DOCUMENT struct _xmlDoc *document = NULL;
  CLEANUP_FREE char *text = NULL, *file = NULL, *name = NULL, *evil = NULL;
  struct _xmlNode *root;

  vf_xml_open (xml, "source", "file", value, "index", "1", NULL);
  vf_xml_attribute (xml, "name", "%s", value);
  vf_xml_text (xml, "title", value);
  vf_xml_close (xml);
  text = vf_xml_finish (xml, &err);
  document = vf_xml_parse (text, strlen (text), &err);
  ck_assert_msg (document != NULL, "%s: %s", text, err.text);
  root = vf_xml_root (document);
  ck_assert_int_eq (vf_xml_get_attribute (root, "file", &file, &err), 0);
  ck_assert_int_eq (vf_xml_get_attribute (root, "name", &name, &err), 0);
  ck_assert_int_eq (vf_xml_get_attribute (root, "evil", &evil, &err), 0);
  ck_assert_str_eq (file, read);
  ck_assert_str_eq (name, read);
  ck_assert_ptr_null (evil);
  ck_assert_ptr_null (vf_xml_child (root, "evil", NULL));
}

START_TEST (values_come_back)
{
  static const char *const rows[] = {
    "plain",
    "O'Brien's \"VM\"",
    "x' evil='1",
    "x'/><evil/>",
    "x\" evil=\"1",
    "&lt; & < > ]]> <!-- %x; &#10;",
    "two\nlines\tand a tab",
    "S\xc3\xa3o Paulo \xf0\x9f\x90\x9f",
  };
  size_t i;

  for (i = 0; i < sizeof rows / sizeof *rows; i++)
    check_value (rows[i], rows[i]);
}
END_TEST

START_TEST (what_xml_forbids_is_left_out)
{
  check_value ("a\x01"
               "b",
               "ab");
  check_value ("a\xef\xbf\xbf"
               "b",
               "a b");
}
END_TEST

UNIT_MAIN ("formats/xml-out", values_come_back, what_xml_forbids_is_left_out)
