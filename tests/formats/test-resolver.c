/* vmferry: tests of the path policy.  Each row is a name as an image in
 * FOLDER/in gives it, and what may become of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "formats/resolver.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "common/error.h"
#include "common/io.h"
#include "common/text.h"
#include "tests/unit.h"

static struct vf_error err;
static char folder[] = "/tmp/vmferry-resolver.XXXXXX";

static void
shell (const char *fmt)
{
  char *command = vf_text_printf ("cd %s && %s", folder, fmt);

  ck_assert_int_eq (system (command), 0);
  free (command);
}

/* Each file holds its own name. */
static void
make_folder (void)
{
  ck_assert_ptr_nonnull (mkdtemp (folder));
  shell ("mkdir -p in/sub 'in/a b' in2 out out2");
  shell ("for f in in/disk in/sub/extent 'in/a b/extent' in/a:b in/..x "
         "out/base out2/base in2/x in/flat.vmdk; "
         "do printf %s \"$f\" >\"$f\"; done");
  shell ("ln -s sub/extent in/link-in; ln -s ../out/base in/link-out;"
         "ln -s ../out in/folder-out; ln -s $PWD/in/sub/extent in/link-abs;"
         "ln -s loop in/loop; ln -s /proc/self/root/etc/passwd in/magic;"
         "mkfifo in/fifo; ln -s /dev/zero in/device;"
         "ln -s ../in2/x out/link-away; ln -s $PWD/out/base out/link-abs");
}

static void
remove_folder (void)
{
  shell ("rm -rf \"$PWD\"");
}

/* What NAME, with $ for the folder, leads to: what the file holds, relative
 * to the folder; NULL when it is refused. */
static const char *
resolve (const struct vf_resolver *resolver, const char *name)
{
  static char text[64];
  const char *dollar = strchr (name, '$');
  char *from_path = vf_text_printf ("%s/in/disk", folder);
  char *full = dollar ? vf_text_printf ("%.*s%s%s", (int)(dollar - name), name,
                                        folder, dollar + 1)
                      : strdup (name);
  struct vf_io *from = vf_io_open_file (from_path, &err);
  struct vf_io *io;

  err.code = VF_ERROR_NONE;
  io = vf_resolver_open (resolver, from, full, &err);
  ck_assert_int_eq (io == NULL, err.code != VF_ERROR_NONE);
  vf_io_close (from);
  free (from_path);
  free (full);
  if (!io)
    return NULL;
  memset (text, 0, sizeof text);
  ck_assert_int_eq (vf_io_read (io, text, vf_io_size (io), 0, &err), 0);
  ck_assert (!vf_io_is_writable (io));
  vf_io_close (io);
  return text;
}

/* A name, and what it leads to with no folder allowed and with out/ allowed;
 * NULL: refused, with this code. */
static const struct {
  const char *name;
  const char *alone, *allowed;
  enum vf_error_code code, allowed_code;
} rows[] = {
  { "sub/extent", "in/sub/extent", "in/sub/extent", 0, 0 },
  { "./sub/../sub/extent", "in/sub/extent", "in/sub/extent", 0, 0 },
  { "a b/extent", "in/a b/extent", "in/a b/extent", 0, 0 },
  { "a:b", "in/a:b", "in/a:b", 0, 0 },
  { "..x", "in/..x", "in/..x", 0, 0 },
  { "$/in/sub/extent", "in/sub/extent", "in/sub/extent", 0, 0 },
  { "$/in//sub///extent", "in/sub/extent", "in/sub/extent", 0, 0 },
  { "link-in", "in/sub/extent", "in/sub/extent", 0, 0 },
  { "link-abs", "in/sub/extent", "in/sub/extent", 0, 0 },
  /* out of the folder, by each way there is */
  { "../out/base", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  { "sub/../../out/base", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  { "$/out/base", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  { "link-out", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  { "../out/gone", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_NOT_FOUND },
  { "../out2/gone", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "../gone/base", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "folder-out/base", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  { "$/in/../out/base", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "/etc/passwd", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "../../../../../../etc/passwd", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "magic", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "$/input", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  /* a folder whose name begins like one that is allowed is another */
  { "../in2/x", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "$/in2/x", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "../out2/base", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "$/out2/base", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  /* links in an allowed folder */
  { "$/out/link-away", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "../out/link-abs", NULL, "out/base", VF_ERROR_PERMISSION, 0 },
  /* not a file */
  { "fifo", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "device", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "sub", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { ".", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "$/in", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "loop", NULL, NULL, VF_ERROR_IO, VF_ERROR_IO },
  { "gone", NULL, NULL, VF_ERROR_NOT_FOUND, VF_ERROR_NOT_FOUND },
  { "disk/x", NULL, NULL, VF_ERROR_NOT_FOUND, VF_ERROR_NOT_FOUND },
  { "sub/extent/", NULL, NULL, VF_ERROR_NOT_FOUND, VF_ERROR_NOT_FOUND },
  { "", NULL, NULL, VF_ERROR_CORRUPT, VF_ERROR_CORRUPT },
  /* of another host: beside the file */
  { "/vmfs/volumes/5f-1/vm/flat.vmdk", "in/flat.vmdk", "in/flat.vmdk", 0, 0 },
  { "C:\\VMs\\vm\\flat.vmdk", "in/flat.vmdk", "in/flat.vmdk", 0, 0 },
  { "C:/VMs/vm/flat.vmdk", "in/flat.vmdk", "in/flat.vmdk", 0, 0 },
  { "\\\\server\\share\\flat.vmdk", "in/flat.vmdk", "in/flat.vmdk", 0, 0 },
  { "..\\base\\flat.vmdk", "in/flat.vmdk", "in/flat.vmdk", 0, 0 },
  /* ... or in an allowed folder */
  { "/vmfs/volumes/5f-1/vm/base", NULL, "out/base", VF_ERROR_NOT_FOUND, 0 },
  { "C:\\VMs\\base", NULL, "out/base", VF_ERROR_NOT_FOUND, 0 },
  { "C:\\VMs\\link-away", NULL, NULL, VF_ERROR_NOT_FOUND,
    VF_ERROR_NOT_FOUND },
  { "/vmfs/volumes/..", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "C:\\link-out", NULL, NULL, VF_ERROR_PERMISSION, VF_ERROR_PERMISSION },
  { "C:\\", NULL, NULL, VF_ERROR_NOT_FOUND, VF_ERROR_NOT_FOUND },
  /* not a path */
  { "nbd://localhost/disk", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "https://host/disk", NULL, NULL, VF_ERROR_PERMISSION,
    VF_ERROR_PERMISSION },
  { "nbd:unix:/tmp/socket", NULL, NULL, VF_ERROR_NOT_FOUND,
    VF_ERROR_NOT_FOUND },
  { "json:{\"driver\":\"raw\"}", NULL, NULL, VF_ERROR_NOT_FOUND,
    VF_ERROR_NOT_FOUND },
};

static void
check_row (const char *name, const struct vf_resolver *resolver,
           const char *wanted, enum vf_error_code code)
{
  const char *got = resolve (resolver, name);

  if (wanted) {
    ck_assert_msg (got != NULL, "%s: %s", name, err.text);
    ck_assert_str_eq (got, wanted);
  } else {
    ck_assert_msg (got == NULL, "%s was opened", name);
    ck_assert_msg (err.code == code, "%s: code %d, not %d: %s", name, err.code,
                   code, err.text);
  }
}

START_TEST (names_keep_to_the_policy)
{
  struct vf_file_resolver alone, allowed;
  char *out = NULL;
  size_t i;

  make_folder ();
  out = vf_text_printf ("%s/out", folder);
  vf_file_resolver_init (&alone, NULL, 0);
  vf_file_resolver_init (&allowed, (const char *const *)&out, 1);
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    check_row (rows[i].name, &alone.resolver, rows[i].alone, rows[i].code);
    check_row (rows[i].name, &allowed.resolver, rows[i].allowed,
               rows[i].allowed_code);
  }
  free (out);
  remove_folder ();
}
END_TEST

START_TEST (a_refusal_says_what_to_do)
{
  struct vf_file_resolver resolver;
  char *wanted = NULL;

  make_folder ();
  vf_file_resolver_init (&resolver, NULL, 0);
  wanted = vf_text_printf ("\"%s/out/base\" lies outside the folder %s/in; "
                           "allow its folder with --allow-path if you trust "
                           "the image",
                           folder, folder);
  ck_assert_ptr_null (resolve (&resolver.resolver, "../out/base"));
  ck_assert_str_eq (err.text, wanted);
  free (wanted);
  ck_assert_ptr_null (resolve (&resolver.resolver, "C:\\VMs\\base"));
  ck_assert_ptr_nonnull (strstr (err.text, "; --allow-path names other "));
  remove_folder ();
}
END_TEST

/* The folder is that of the file, not that of a link to it. */
START_TEST (links_to_the_image_are_followed)
{
  struct vf_file_resolver resolver;
  struct vf_io *from, *io;
  char *path = NULL;

  make_folder ();
  shell ("ln -s in/disk link");
  path = vf_text_printf ("%s/link", folder);
  vf_file_resolver_init (&resolver, NULL, 0);
  from = vf_io_open_file (path, &err);
  io = vf_resolver_open (&resolver.resolver, from, "flat.vmdk", &err);
  ck_assert_msg (io != NULL, "%s", err.text);
  vf_io_close (io);
  vf_io_close (from);
  free (path);
  remove_folder ();
}
END_TEST

START_TEST (the_whole_file_system_can_be_allowed)
{
  const char *root = "/";
  struct vf_file_resolver resolver;

  make_folder ();
  vf_file_resolver_init (&resolver, &root, 1);
  ck_assert_str_eq (resolve (&resolver.resolver, "../out/base"), "out/base");
  ck_assert_str_eq (resolve (&resolver.resolver, "$/out/base"), "out/base");
  remove_folder ();
}
END_TEST

START_TEST (without_a_resolver_all_is_refused)
{
  make_folder ();
  ck_assert_ptr_null (resolve (NULL, "flat.vmdk"));
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  remove_folder ();
}
END_TEST

/* An image behind a URI has no folder, so that its names lead nowhere. */
START_TEST (images_behind_uris_name_nothing)
{
  struct vf_io *from
      = vf_io_from_memory ("", 0, "nbd+unix:///?socket=/tmp/s", &err);
  struct vf_file_resolver resolver;

  vf_file_resolver_init (&resolver, NULL, 0);
  ck_assert_ptr_null (
      vf_resolver_open (&resolver.resolver, from, "base", &err));
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  vf_io_close (from);
}
END_TEST

/* Names in another case than files have, and what they lead to; NULL: none. */
static const struct {
  const char *name, *wanted;
  bool needs_out;
} cased[] = {
  { "SUB/extent", "in/sub/extent", false },
  { "./Sub/../sUB/Extent", "in/sub/extent", false },
  { "A B/EXTENT", "in/a b/extent", false },
  { "C:\\VMs\\Flat.VMDK", "in/flat.vmdk", false },
  { "../IN/Flat.vmdk", "in/flat.vmdk", false },
  { "../OUT/Base", "out/base", true },
  /* exact before any other, and none where two are as good */
  { "two/same", "in/two/same", false },
  { "two/sAme", NULL, false },
  { "gone", NULL, false },
  { "sub", NULL, false },
  { "../../../../../../ETC/passwd", NULL, false },
  { "LINK-OUT", NULL, false },
  { "Folder-Out/base", NULL, false },
  { "../IN2/x", NULL, false },
  { "nbd://localhost/disk", NULL, false },
};

START_TEST (another_case_will_do_where_asked)
{
  struct vf_file_resolver alone, allowed;
  const char *dirs[1];
  struct vf_io *from, *io;
  char *path, *out, text[32];
  size_t i, k;

  make_folder ();
  shell ("mkdir in/two; printf in/two/same >in/two/same; touch in/two/SAME");
  path = vf_text_printf ("%s/in/disk", folder);
  dirs[0] = out = vf_text_printf ("%s/out", folder);
  from = vf_io_open_file (path, &err);
  vf_file_resolver_init (&alone, NULL, 0);
  vf_file_resolver_init (&allowed, dirs, 1);
  for (i = 0; i < sizeof cased / sizeof cased[0]; i++)
    for (k = 0; k < 2; k++) {
      io = vf_resolver_open_any_case (k ? &allowed.resolver : &alone.resolver,
                                      from, cased[i].name, &err);
      ck_assert_msg ((io != NULL)
                         == (cased[i].wanted && (k || !cased[i].needs_out)),
                     "%s: %s", cased[i].name, io ? "opened" : err.text);
      if (!io)
        continue;
      memset (text, 0, sizeof text);
      ck_assert_int_eq (vf_io_read (io, text, vf_io_size (io), 0, &err), 0);
      ck_assert_str_eq (text, cased[i].wanted);
      vf_io_close (io);
    }
  ck_assert_ptr_null (vf_resolver_open_any_case (NULL, from, "disk", &err));
  vf_io_close (from);
  free (path);
  free (out);
  remove_folder ();
}
END_TEST

/* By folder and by name, whatever the case of the ending; what may not be
 * opened is listed, but not opened. */
START_TEST (what_may_be_a_parent_is_listed)
{
  struct vf_file_resolver resolver;
  struct vf_name_list names = { 0 };
  const char *allowed[1];
  struct vf_io *from;
  char *path, *out;

  make_folder ();
  shell ("touch in/b.vdi in/a.VDI in/vdi in/.vdi out/c.vdi out/c.vdi.bak");
  path = vf_text_printf ("%s/in/b.vdi", folder);
  out = vf_text_printf ("%s/out", folder);
  allowed[0] = out;
  from = vf_io_open_file (path, &err);
  vf_file_resolver_init (&resolver, allowed, 1);
  ck_assert_int_eq (
      vf_resolver_list (&resolver.resolver, from, ".vdi", &names, &err), 0);
  ck_assert_uint_eq (names.count, 3);
  ck_assert_str_eq (names.items[0], "a.VDI");
  ck_assert_str_eq (names.items[1], "b.vdi");
  ck_assert_str_eq (strrchr (names.items[2], '/'), "/c.vdi");
  vf_name_list_clear (&names);
  ck_assert_int_eq (vf_resolver_list (NULL, from, ".vdi", &names, &err), -1);
  ck_assert_int_eq (err.code, VF_ERROR_PERMISSION);
  vf_io_close (from);
  free (path);
  free (out);
  remove_folder ();
}
END_TEST

UNIT_MAIN ("formats/resolver", names_keep_to_the_policy,
           a_refusal_says_what_to_do, links_to_the_image_are_followed,
           the_whole_file_system_can_be_allowed,
           without_a_resolver_all_is_refused, images_behind_uris_name_nothing,
           another_case_will_do_where_asked, what_may_be_a_parent_is_listed)
