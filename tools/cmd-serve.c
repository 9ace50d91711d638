/* vmferry serve: an image as a read-only NBD export, by nbdkit with our
 * plugin.  This process becomes nbdkit, so that signals and exit status are
 * nbdkit's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/json.h"
#include "common/outfile.h"
#include "common/text.h"
#include "common/vector.h"
#include "convert/disk/plugin-params.h"
#include "convert/disk/plugin-path.h"
#include "formats/source.h"
#include "tools/disk-commands.h"
#include "tools/image-options.h"
#include "tools/output.h"
#include "tools/socket-path.h"

struct serve_options {
  struct vf_common_options common;
  struct vf_image_options image;
  const char *socket;
  const char *port;
  const char *address;
  const char *export_name;
  const char *tls;
  const char *tls_certificates;
  const char *pid_file;
  const char *run;
};

/* A command line under construction.  What was out of memory shows in
 * `failed`; the texts live as long as the process, which becomes nbdkit. */
struct command_line {
  VF_VECTOR (const char *) words;
  bool failed;
};

static void
add (struct command_line *line, const char *word)
{
  if (!word || vf_vector_push (&line->words, word))
    line->failed = true;
}

static void
add_pair (struct command_line *line, const char *option, const char *value)
{
  if (!value)
    return;
  add (line, option);
  add (line, value);
}

/* TCP only when asked for: a socket in the file system has permissions. */
static void
add_address (struct command_line *line, const struct serve_options *options)
{
  if (!options->port) {
    add_pair (line, "--unix", options->socket ? options->socket : "-");
    return;
  }
  add_pair (line, "--port", options->port);
  add_pair (line, "--ipaddr",
            options->address ? options->address : "127.0.0.1");
  add_pair (line, "--tls", options->tls);
  add_pair (line, "--tls-certificates", options->tls_certificates);
}

static void
add_image (struct command_line *line, const struct serve_options *options)
{
  const struct vf_source_params source
      = vf_image_options_source (&options->image, options->common.operands[0]);
  struct vf_error ignored; /* it is out of memory */
  char **params = vf_plugin_params (&source, &ignored);
  char **param;

  for (param = params; param && *param; param++)
    add (line, *param);
  line->failed = line->failed || !params;
  free (params);
}

static int
build_line (struct command_line *line, const struct serve_options *options,
            const char *plugin, struct vf_error *err)
{
  add (line, "nbdkit");
  add (line, "--foreground");
  add (line, "--readonly");
  if (options->common.verbose)
    add (line, "--verbose");
  add_address (line, options);
  add_pair (line, "--exportname", options->export_name);
  add_pair (line, "--pidfile", options->pid_file);
  add_pair (line, "--run", options->run);
  add (line, plugin);
  add_image (line, options);
  if (line->failed || vf_vector_push (&line->words, NULL))
    return vf_error_nomem (err, "the command line of nbdkit");
  return 0;
}

/* Where the export is, in the words that clients take.
 * Returns: malloc'd, or NULL when memory is out. */
static char *
make_uri (const struct serve_options *options)
{
  const char *name = options->export_name ? options->export_name : "";
  const char *address = options->address ? options->address : "127.0.0.1";
  bool has_colons = strchr (address, ':'); /* IPv6 */
  CLEANUP_FREE char *export = vf_text_uri_escape (name);
  CLEANUP_FREE char *socket
      = vf_text_uri_escape (options->socket ? options->socket : "");

  if (!export || !socket)
    return NULL;
  if (!options->port)
    return vf_text_printf ("nbd+unix:///%s?socket=%s", export, socket);
  return vf_text_printf ("%s://%s%s%s:%s/%s", options->tls ? "nbds" : "nbd",
                         has_colons ? "[" : "", address, has_colons ? "]" : "",
                         options->port, export);
}

static int
print_uri (const struct serve_options *options, struct vf_error *err)
{
  CLEANUP_JSON struct vf_json *json = NULL;
  CLEANUP_FREE char *uri = NULL;

  if (options->common.quiet || options->run)
    return 0;
  uri = make_uri (options);
  if (!uri)
    return vf_error_nomem (err, "the URI");
  if (options->common.json) {
    json = vf_json_object ();
    vf_json_put_text (json, "uri", uri);
    if (vf_output_json (json, err))
      return -1;
  } else {
    puts (uri);
  }
  return vf_output_flush (err);
}

/* nbdkit takes 65536 and more, and serves on another port then. */
static int
check_port (const char *port, struct vf_error *err)
{
  uint64_t number;

  if (vf_text_parse_u64 (port, 1, UINT16_MAX, &number, err))
    return vf_error_prefix (err, "--port");
  return 0;
}

static int
check_options (const struct serve_options *options, struct vf_error *err)
{
  if (options->port && check_port (options->port, err))
    return -1;
  if (options->socket && options->port)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--socket and --port exclude each other");
  if ((options->tls || options->tls_certificates || options->address)
      && !options->port)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--address and --tls mean nothing without --port");
  if (options->tls_certificates && !options->tls)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--tls-certificates means nothing without --tls");
  if (!options->socket && !options->port && !options->run)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "say where: --socket PATH, --port PORT, or --run "
                         "COMMAND");
  return 0;
}

/* Opens the image once here, so that a bad one is our sentence, not
 * nbdkit's. */
static int
check_image (struct vf_tool *tool, const struct serve_options *options,
             struct vf_error *err)
{
  CLEANUP_SOURCE struct vf_source *source = vf_image_options_open (
      tool, &options->image, options->common.operands[0], err);

  return source ? 0 : -1;
}

/* That nbdkit, which says so only once the URI is out, can write it: a file
 * beside it is made and dropped.  It must not be there before nbdkit is. */
static int
check_pid_file (const char *path, struct vf_error *err)
{
  struct vf_outfile *probe;

  if (!path || access (path, W_OK) == 0)
    return 0;
  if (errno != ENOENT)
    return vf_error_set_errno (err, errno, "--pid-file: %s: cannot write",
                               path);
  probe = vf_outfile_create (path, err);
  if (!probe)
    return vf_error_prefix (err, "--pid-file");
  vf_outfile_abandon (probe);
  return 0;
}

/* Becomes nbdkit.  A signal that came so far must not be lost. */
static int
become (const struct command_line *line, struct vf_tool *tool,
        struct vf_error *err)
{
  if (vf_job_check (&tool->job, err))
    return VF_EXIT_FAILED;
  execvp ("nbdkit", (char *const *)line->words.items);
  vf_error_set_errno (err, errno, "cannot run nbdkit");
  return VF_EXIT_FAILED;
}

static int
run_serve (struct vf_tool *tool, const void *values, struct vf_error *err)
{
  const struct serve_options *options = values;
  struct command_line line = { 0 };
  const char *plugin;

  if (check_options (options, err))
    return VF_EXIT_USAGE;
  if (check_image (tool, options, err)
      || check_pid_file (options->pid_file, err)
      || (options->socket && vf_socket_path_free (options->socket, err)))
    return VF_EXIT_FAILED;
  plugin = vf_plugin_path ();
  if (!plugin) {
    vf_error_nomem (err, "the path of the plugin");
    return VF_EXIT_FAILED;
  }
  if (build_line (&line, options, plugin, err) || print_uri (options, err))
    return VF_EXIT_FAILED;
  return become (&line, tool, err);
}

#define OPTION(member) offsetof (struct serve_options, member)

static const struct vf_option serve_options[] = {
  VF_IMAGE_OPTION_ROWS (struct serve_options, image),
  { "salvage", 0, VF_OPTION_FLAG, NULL, OPTION (image.salvage),
    "serve what can be read; reading what is lost fails", NULL, false },
  { "socket", 'U', VF_OPTION_TEXT, "PATH", OPTION (socket),
    "serve on this unix socket", NULL, false },
  { "port", 0, VF_OPTION_TEXT, "PORT", OPTION (port),
    "serve on this TCP port, of 127.0.0.1 unless --address", NULL, false },
  { "address", 0, VF_OPTION_TEXT, "ADDRESS", OPTION (address),
    "serve on this address", NULL, false },
  { "export-name", 0, VF_OPTION_TEXT, "NAME", OPTION (export_name),
    "name of the export; empty without it", NULL, false },
  { "tls", 0, VF_OPTION_CHOICE, "on|require", OPTION (tls),
    "offer or require TLS", (const char *const[]){ "require", "on", NULL },
    false },
  { "tls-certificates", 0, VF_OPTION_TEXT, "DIR", OPTION (tls_certificates),
    "folder of the TLS certificates", NULL, false },
  { "pid-file", 0, VF_OPTION_TEXT, "PATH", OPTION (pid_file),
    "write the process id here once clients can connect", NULL, false },
  { "run", 0, VF_OPTION_TEXT, "COMMAND", OPTION (run),
    "serve while this shell command runs; it finds $uri", NULL, false },
  VF_OPTIONS_END,
};

const struct vf_command vf_cmd_serve = {
  .name = "serve",
  .operands = "IMAGE",
  .min_operands = 1,
  .max_operands = 1,
  .summary = "Serve an image read-only by NBD",
  .options = serve_options,
  .options_size = sizeof (struct serve_options),
  .run = run_serve,
};
