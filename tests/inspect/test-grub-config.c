/* vmferry: tests of reading grub.cfg.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "inspect/grub-config.h"

#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/error.h"
#include "inspect/guest.h"
#include "tests/unit.h"

#define ADVANCED "Advanced options for Debian GNU/Linux>"

static struct vf_error err;

/* The text of a file below the source folder. */
static char *
read_fixture (const char *path)
{
  const char *top = getenv ("top_srcdir");
  char name[4096];
  char *text = calloc (1, 65536);
  CLEANUP_FILE FILE *file = NULL;

  snprintf (name, sizeof name, "%s/%s", top ? top : ".", path);
  file = fopen (name, "r");
  ck_assert_ptr_nonnull (file);
  ck_assert_uint_gt (fread (text, 1, 65535, file), 0);
  return text;
}

/* The index of the default entry, or -1. */
static int
find_default (const struct vf_grub_config *config)
{
  int found = -1;

  for (size_t i = 0; i < config->count; i++)
    if (config->items[i].is_default) {
      ck_assert_int_eq (found, -1);
      found = (int)i;
    }
  return found;
}

START_TEST (entries_and_submenus)
{
  CLEANUP_FREE char *text
      = read_fixture ("fixtures/guest-files/submenus.grub.cfg");
  CLEANUP_GRUB_CONFIG struct vf_grub_config config = { 0 };
  const struct vf_guest_boot_entry *e;

  ck_assert_int_eq (vf_grub_config_parse (text, NULL, &config, &err), 0);
  ck_assert_uint_eq (config.count, 5);
  e = config.items;
  ck_assert_str_eq (e[0].title, "Debian GNU/Linux");
  ck_assert_str_eq (e[0].id, "gnulinux-simple-0001");
  ck_assert_str_eq (e[0].kernel, "/vmlinuz-6.1.0-2-amd64");
  ck_assert_str_eq (e[0].initrd, "/initrd.img-6.1.0-2-amd64");
  ck_assert_str_eq (e[0].cmdline, "root=/dev/mapper/vg-root ro quiet");
  ck_assert_str_eq (e[0].root, "/dev/mapper/vg-root");
  ck_assert_uint_eq (e[0].line, 15);
  ck_assert_str_eq (e[2].initrd, "/initrd.img-6.1.0-2-amd64");
  ck_assert_str_eq (e[3].title, ADVANCED "It's the old one");
  ck_assert_str_eq (e[3].id, "old");
  ck_assert_ptr_null (e[3].initrd);
  ck_assert_str_eq (e[3].root, "/dev/sdb2");
  ck_assert_str_eq (e[4].kernel, "/memtest86+.bin");
  ck_assert_ptr_null (e[4].root);
  ck_assert_int_eq (find_default (&config), 3);
}
END_TEST

START_TEST (default_by_every_name)
{
  static const struct {
    const char *chosen;
    const char *saved;
    int index;
  } cases[] = {
    { "0", NULL, 0 },
    { "1", NULL, 1 }, /* a submenu: its first */
    { "1>1", NULL, 2 },
    { "one", NULL, 0 },
    { "More>three", NULL, 2 },
    { "m>t", NULL, 2 },
    { "t", NULL, 2 },
    { "${saved_entry}", "m>t", 2 },
    { "${saved_entry}", NULL, 0 },
    { "nothing of this name", NULL, 0 },
    { "on", NULL, 0 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CLEANUP_GRUB_CONFIG struct vf_grub_config config = { 0 };
    char text[512];

    snprintf (text, sizeof text,
              "set default=\"%s\"\n"
              "menuentry one {\n linux /a\n}\n"
              "submenu More --id m {\n"
              "menuentry two {\n linux /b\n}\n"
              "menuentry three --id t {\n linux /c\n}\n"
              "}\n",
              cases[i].chosen);
    ck_assert_int_eq (
        vf_grub_config_parse (text, cases[i].saved, &config, &err), 0);
    ck_assert_uint_eq (config.count, 3);
    ck_assert_msg (find_default (&config) == cases[i].index, "%s",
                   cases[i].chosen);
  }
}
END_TEST

START_TEST (odd_texts)
{
  static const char *const texts[]
      = { "",
          "}\n}\n",
          "menuentry {",
          "menuentry 'open",
          "menuentry a {\nlinux\n}\n",
          "menuentry a {\ninitrd /x\n}\n",
          "set default\nset default=\nset =\n",
          "{\n{\n}\n" };

  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    CLEANUP_GRUB_CONFIG struct vf_grub_config config = { 0 };
    int result = vf_grub_config_parse (texts[i], NULL, &config, &err);

    ck_assert_msg (result == 0 && config.count == 0, "%s", texts[i]);
  }
}
END_TEST

START_TEST (nesting_has_a_limit)
{
  CLEANUP_GRUB_CONFIG struct vf_grub_config config = { 0 };
  char text[16 * 1000 + 1] = "";

  for (int i = 0; i < 1000; i++)
    strcpy (text + i * 12, "submenu a {\n");
  ck_assert_int_eq (vf_grub_config_parse (text, NULL, &config, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_LIMIT);
}
END_TEST

START_TEST (cmdline_values)
{
  CLEANUP_FREE char *root
      = vf_cmdline_value ("ro root=LABEL=x quiet root=UUID=a", "root");

  ck_assert_str_eq (root, "UUID=a");
  ck_assert_ptr_null (vf_cmdline_value ("ro noroot=x root", "root"));
  ck_assert_ptr_null (vf_cmdline_value ("", "root"));
}
END_TEST

UNIT_MAIN ("inspect/grub-config", entries_and_submenus, default_by_every_name,
           odd_texts, nesting_has_a_limit, cmdline_values)
