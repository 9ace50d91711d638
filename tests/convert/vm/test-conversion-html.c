/* vmferry: tests of the report for a person: hostile texts stay texts, and a
 * conversion is told as far as it came.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tests/convert/vm/sample-conversion.h"

static struct vf_error err;

/* The page; the caller frees it. */
static char *
page_of (const struct vf_conversion *conversion)
{
  char *page = vf_conversion_html (conversion, &err);

  ck_assert_msg (page != NULL, "%s", err.text);
  ck_assert_ptr_nonnull (strstr (page, "</body></html>\n"));
  return page;
}

static size_t
count (const char *page, const char *text)
{
  size_t n = 0;

  for (; (page = strstr (page, text)); page += strlen (text))
    n++;
  return n;
}

START_TEST (hostile_texts_stay_texts)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion
      = sample_hostile_conversion ();
  CLEANUP_FREE char *page = page_of (conversion);

  ck_assert_ptr_null (strstr (page, "<script"));
  ck_assert_ptr_null (strchr (page, '\033'));
  /* title, h1, system; 3 of the loss, 3 of the disk, 3 of the hardware, 2 of
   * the proof, and the console. */
  ck_assert_uint_eq (
      count (page, "&lt;/td&gt;&lt;script&gt;&quot;&#39;&amp;\n?[2J"), 15);
  /* Only our own elements; each cell is closed. */
  ck_assert_uint_eq (count (page, "<td>"), count (page, "</td>"));
}
END_TEST

START_TEST (nothing_was_done_yet)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion = sample_conversion ();
  CLEANUP_FREE char *page = page_of (conversion);

  ck_assert_ptr_nonnull (strstr (page, "<h1>/vm/web.vmx</h1>"));
  ck_assert_ptr_nonnull (strstr (page, "<p>Nothing.</p>"));
  ck_assert_ptr_null (strstr (page, "Why it will boot"));
  ck_assert_ptr_null (strstr (page, "Boot proof"));
}
END_TEST

START_TEST (a_failure_is_not_good)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion = sample_conversion ();
  CLEANUP_FREE char *page = NULL;

  conversion->failure = strdup ("it is <broken>");
  sample_proof (conversion, "Debian", false);
  sample_boot (conversion, "Kernel panic", false);
  page = page_of (conversion);
  ck_assert_ptr_nonnull (strstr (page, "verdict bad\">failed<"));
  ck_assert_ptr_nonnull (strstr (page, "<p>it is &lt;broken&gt;</p>"));
  ck_assert_ptr_nonnull (strstr (page, "<td>✗</td>"));
  ck_assert_ptr_nonnull (strstr (page, "down: kernel-panic"));
  ck_assert_ptr_null (strstr (page, "verdict good"));
}
END_TEST

START_TEST (a_proven_boot_is_said)
{
  CLEANUP_CONVERSION struct vf_conversion *conversion = sample_conversion ();
  CLEANUP_FREE char *page = NULL;

  sample_boot (conversion, "web login:", true);
  page = page_of (conversion);
  ck_assert_ptr_nonnull (
      strstr (page, "verdict good\">converted, and it boots<"));
}
END_TEST

UNIT_MAIN ("convert/vm/conversion-html", hostile_texts_stay_texts,
           nothing_was_done_yet, a_failure_is_not_good, a_proven_boot_is_said)
