/* vmferry: --cpu, --topology, --hugepages and the like.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "tools/resource-options.h"

#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "common/text.h"
#include "convert/vm/hardware/resource-choices.h"
#include "tools/options.h"

enum {
  MAX_VCPUS = 4096,     /* of the largest board that QEMU has */
  MAX_HOST_NODE = 1023, /* of the largest kernel */
  MAX_HOST_CPU = 16383, /* that libvirt can name */
  MAX_SOURCE_MHZ = 100000,
};

/* What physical addresses of 52 bits, an x86-64's most, can reach. */
#define MAX_MEMORY ((uint64_t)1 << 52)

/* The pages beyond 4 KiB that the MMU of an x86-64 has. */
#define SMALL_HUGEPAGE ((uint64_t)2 << 20)
#define LARGE_HUGEPAGE ((uint64_t)1 << 30)

const char *const vf_topology_policy_names[] = {
  [VF_TOPOLOGY_PRESERVE] = "preserve",
  [VF_TOPOLOGY_ONE_SOCKET] = "one-socket",
  [VF_TOPOLOGY_SOCKET_PER_NODE] = "socket-per-node",
  NULL,
};

const char *const vf_shares_policy_names[] = {
  [VF_SHARES_PER_VM] = "per-vm",
  [VF_SHARES_PER_VCPU] = "per-vcpu",
  [VF_SHARES_NONE] = "none",
  NULL,
};

const char *const vf_uuid_policy_names[] = {
  [VF_UUID_AUTO] = "auto",
  [VF_UUID_BYTES] = "bytes",
  [VF_UUID_TEXT] = "text",
  NULL,
};

const char *const vf_genid_names[] = { "keep", "new", NULL };

const char *const vf_launch_security_names[] = { "none", "sev", NULL };

static void
parse_cpu (const char *text, struct vf_resource_choices *choices)
{
  static const struct {
    const char *name;
    enum vf_cpu_policy policy;
  } policies[] = {
    { "auto", VF_CPU_AUTO },
    { "host-model", VF_CPU_HOST_MODEL },
    { "host-passthrough", VF_CPU_HOST_PASSTHROUGH },
  };
  size_t i;

  if (!text)
    return;
  choices->cpu_policy = VF_CPU_NAMED;
  for (i = 0; i < sizeof policies / sizeof *policies; i++)
    if (strcmp (policies[i].name, text) == 0)
      choices->cpu_policy = policies[i].policy;
  if (choices->cpu_policy == VF_CPU_NAMED)
    choices->cpu_model = text;
}

/* Reads a number of at most MAX_HOST_CPU at *TEXT, and moves behind it. */
static bool
take_cpu (const char **text, unsigned *ret_cpu)
{
  size_t digits = strspn (*text, "0123456789");

  if (!digits || digits > 5)
    return false;
  *ret_cpu = (unsigned)strtoul (*text, NULL, 10);
  *text += digits;
  return *ret_cpu <= MAX_HOST_CPU;
}

/* Whether TEXT is a list as "0-11,24". */
static bool
is_cpu_list (const char *text)
{
  unsigned first, last;

  for (;; text++) {
    if (!take_cpu (&text, &first))
      return false;
    last = first;
    if (*text == '-') {
      text++;
      if (!take_cpu (&text, &last) || last < first)
        return false;
    }
    if (*text != ',')
      return !*text;
  }
}

/* "0" or "0:0-11,24-35". */
static int
parse_binding (const char *text, struct vf_numa_binding *binding,
               struct vf_error *err)
{
  size_t n = strcspn (text, ":");
  CLEANUP_FREE char *node = strndup (text, n);
  uint64_t number;

  if (!node)
    return vf_error_nomem (err, "options");
  if (vf_text_parse_u64 (node, 0, MAX_HOST_NODE, &number, err))
    return vf_error_prefix (err, "--numa-bind");
  binding->host_node = (unsigned)number;
  if (!text[n])
    return 0;
  binding->host_cpus = text + n + 1;
  if (is_cpu_list (binding->host_cpus))
    return 0;
  return vf_error_set (err, VF_ERROR_USAGE,
                       "--numa-bind: \"%s\" is no list of CPUs, as 0-3,8 is",
                       binding->host_cpus);
}

static int
parse_bindings (const struct vf_option_list *list,
                struct vf_resource_choices *choices, struct vf_error *err)
{
  struct vf_numa_binding *bindings = calloc (list->count + 1, sizeof *bindings);
  size_t i;

  if (!bindings)
    return vf_error_nomem (err, "options");
  choices->bindings = bindings;
  choices->n_bindings = list->count;
  for (i = 0; i < list->count; i++)
    if (parse_binding (list->items[i], &bindings[i], err))
      return -1;
  return 0;
}

/* What QEMU takes for a model, and libvirt has as a mode of its own. */
static int
check_cpu (const char *model, struct vf_error *err)
{
  if (!*model)
    return vf_error_set (err, VF_ERROR_USAGE, "--cpu: names no model");
  if (strcmp (model, "host") == 0)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--cpu: QEMU's \"host\" is called "
                         "host-passthrough");
  return 0;
}

static int
check_values (const struct vf_resource_options *options, struct vf_error *err)
{
  char size[32];

  if (options->cpu && check_cpu (options->cpu, err))
    return -1;
  if (options->hugepages && options->hugepages != SMALL_HUGEPAGE
      && options->hugepages != LARGE_HUGEPAGE)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--hugepages: there are no pages of %s, must be 2M "
                         "or 1G",
                         vf_text_human_size (options->hugepages, size));
  if (options->max_vcpus > MAX_VCPUS)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--max-vcpus: must be at most %d", MAX_VCPUS);
  if (options->max_memory > MAX_MEMORY)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--max-memory: must be at most 4P");
  if (options->source_mhz > MAX_SOURCE_MHZ)
    return vf_error_set (err, VF_ERROR_USAGE,
                         "--source-mhz: must be at most %d", MAX_SOURCE_MHZ);
  return 0;
}

int
vf_resource_options_parse (const struct vf_resource_options *options,
                           struct vf_resource_choices *choices,
                           struct vf_error *err)
{
  if (check_values (options, err))
    return -1;
  *choices = (struct vf_resource_choices){
    .topology = vf_option_choice (vf_topology_policy_names, options->topology),
    .max_vcpus = (unsigned)options->max_vcpus,
    .max_memory_bytes = options->max_memory,
    .hugepage_bytes = options->hugepages,
    .lock_memory = options->lock_memory,
    .shares = vf_option_choice (vf_shares_policy_names, options->shares),
    .source_mhz = (unsigned)options->source_mhz,
    .uuid = vf_option_choice (vf_uuid_policy_names, options->uuid),
    .new_genid = vf_option_choice (vf_genid_names, options->genid) == 1,
    .sev = vf_option_choice (vf_launch_security_names,
                             options->launch_security)
           == 1,
  };
  parse_cpu (options->cpu, choices);
  return parse_bindings (&options->numa_bind, choices, err);
}

void
vf_resource_choices_clear (struct vf_resource_choices *choices)
{
  free ((void *)choices->bindings);
  choices->bindings = NULL;
}
