/* vmferry: vCPUs and memory of a KubeVirt manifest.
 *
 * KubeVirt counts vCPUs by sockets, cores and threads alone, and plugs in
 * whole sockets.  NUMA nodes it only passes through from the host, to guests
 * with CPUs of their own on huge pages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "convert/vm/emit/kubevirt.h"
#include "convert/vm/emit/emit.h"
#include "convert/vm/hardware/hardware.h"
#include "formats/machine.h"

static int
put_topology (struct vf_kubevirt_out *out, struct vf_json *cpu,
              struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  unsigned cores = resources->topology.cores * resources->topology.dies;
  unsigned threads = resources->topology.threads;
  unsigned sockets = resources->vcpus / (cores * threads);
  int lost = 0;

  if (sockets * cores * threads != resources->vcpus) {
    lost = vf_account_lose (out->report, err, "cpu.max_vcpus",
                            "%u vCPUs are no whole sockets of %u, which is "
                            "what KubeVirt plugs in: each is a socket",
                            resources->vcpus, cores * threads);
    sockets = resources->vcpus;
    cores = threads = 1;
  }
  vf_json_put_u64 (cpu, "sockets", sockets);
  vf_json_put_u64 (cpu, "cores", cores);
  vf_json_put_u64 (cpu, "threads", threads);
  /* Without a word it is four times as many, against the quota. */
  vf_json_put_u64 (cpu, "maxSockets",
                   resources->max_vcpus / (cores * threads));
  return lost;
}

static void
put_model (struct vf_kubevirt_out *out, struct vf_json *cpu)
{
  const struct vf_cpu_choice *choice = &out->hardware->cpu;
  struct vf_json *features = vf_json_array (), *feature;
  bool is_host = strcmp (choice->mode, "host-passthrough") == 0;
  size_t i;

  vf_json_put_text (cpu, "model",
                    choice->model ? choice->model
                    : is_host     ? choice->mode
                                  : "host-model");
  for (i = 0; i < choice->features.count; i++) {
    feature = vf_json_object ();
    vf_json_put_text (feature, "name", choice->features.items[i].name);
    vf_json_put_text (feature, "policy", choice->features.items[i].policy);
    vf_json_add (features, feature);
  }
  vf_json_put (cpu, "features", features);
}

static int
put_nodes (struct vf_kubevirt_out *out, struct vf_json *cpu,
           struct vf_error *err)
{
  const struct vf_resources *resources = &out->hardware->resources;
  struct vf_json *numa;

  if (resources->cells.count < 2)
    return 0;
  if (!resources->hugepage_bytes)
    return vf_account_lose (out->report, err, "cpu.nodes",
                            "the guest had %zu NUMA nodes: KubeVirt has none "
                            "of its own; with --hugepages those of the host "
                            "are passed through",
                            resources->cells.count);
  numa = vf_json_object ();
  vf_json_put (numa, "guestMappingPassthrough", vf_json_object ());
  vf_json_put_bool (cpu, "dedicatedCpuPlacement", true);
  vf_json_put (cpu, "numa", numa);
  return vf_account_lose (out->report, err, "cpu.nodes",
                          "the guest had %zu NUMA nodes: here it sees those "
                          "of the host that it runs on",
                          resources->cells.count);
}

/* A size as Kubernetes writes it, in the largest whole unit. */
static void
put_quantity (struct vf_json *object, const char *key, uint64_t bytes)
{
  static const struct {
    unsigned shift;
    const char *unit;
  } units[] = { { 30, "Gi" }, { 20, "Mi" }, { 10, "Ki" } };
  char text[32];
  size_t i;

  for (i = 0; i < 2 && bytes & (((uint64_t)1 << units[i].shift) - 1); i++)
    ;
  snprintf (text, sizeof text, "%llu%s",
            (unsigned long long)bytes >> units[i].shift, units[i].unit);
  vf_json_put_text (object, key, text);
}

static void
put_memory (struct vf_kubevirt_out *out, struct vf_json *domain)
{
  const struct vf_resources *resources = &out->hardware->resources;
  struct vf_json *memory = vf_json_object (), *pages;

  put_quantity (memory, "guest", resources->memory_bytes);
  if (resources->max_memory_bytes)
    put_quantity (memory, "maxGuest", resources->max_memory_bytes);
  if (resources->hugepage_bytes) {
    pages = vf_json_object ();
    put_quantity (pages, "pageSize", resources->hugepage_bytes);
    vf_json_put (memory, "hugepages", pages);
  }
  vf_json_put (domain, "memory", memory);
}

int
vf_kubevirt_put_size (struct vf_kubevirt_out *out, struct vf_json *domain,
                      struct vf_error *err)
{
  struct vf_json *cpu = vf_json_object ();
  int result = put_topology (out, cpu, err);

  put_model (out, cpu);
  if (put_nodes (out, cpu, err))
    result = -1;
  vf_json_put (domain, "cpu", cpu);
  put_memory (out, domain);
  return result;
}
