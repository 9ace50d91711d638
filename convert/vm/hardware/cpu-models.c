/* vmferry: processor models, and what EVC modes stand for.
 *
 * The variant without TSX stands before the one with it: microcode took TSX
 * away from most of those processors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include "config.h"

#include "convert/vm/hardware/cpu-models.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char intel[] = "Intel", amd[] = "AMD";

const struct vf_cpu_model vf_cpu_models[] = {
  { "Opteron_G1", amd, 2003 },
  { "Conroe", intel, 2006 },
  { "Opteron_G2", amd, 2006 },
  { "Penryn", intel, 2007 },
  { "Nehalem", intel, 2008 },
  { "Nehalem-IBRS", intel, 2008 },
  { "Opteron_G3", amd, 2009 },
  { "Westmere", intel, 2010 },
  { "Westmere-IBRS", intel, 2010 },
  { "SandyBridge", intel, 2011 },
  { "SandyBridge-IBRS", intel, 2011 },
  { "Opteron_G4", amd, 2011 },
  { "IvyBridge", intel, 2012 },
  { "IvyBridge-IBRS", intel, 2012 },
  { "Opteron_G5", amd, 2012 },
  { "Haswell", intel, 2013 },
  { "Haswell-noTSX", intel, 2013 },
  { "Haswell-noTSX-IBRS", intel, 2013 },
  { "Broadwell", intel, 2015 },
  { "Broadwell-noTSX", intel, 2015 },
  { "Broadwell-noTSX-IBRS", intel, 2015 },
  { "Skylake-Server", intel, 2017 },
  { "Skylake-Server-IBRS", intel, 2017 },
  { "Skylake-Server-noTSX-IBRS", intel, 2017 },
  { "EPYC", amd, 2017 },
  { "EPYC-IBPB", amd, 2017 },
  { "Cascadelake-Server", intel, 2019 },
  { "Cascadelake-Server-noTSX", intel, 2019 },
  { "EPYC-Rome", amd, 2019 },
  { "Cooperlake", intel, 2020 },
  { "Icelake-Server", intel, 2021 },
  { "Icelake-Server-noTSX", intel, 2021 },
  { "EPYC-Milan", amd, 2021 },
  { "EPYC-Genoa", amd, 2022 },
  { "SapphireRapids", intel, 2023 },
  { "GraniteRapids", intel, 2024 },
  { "EPYC-Turin", amd, 2024 },
  { NULL, NULL, 0 },
};

static const char *const fallbacks[] = {
  "486",         "athlon",      "coreduo", "core2duo", "cpu64-rhel5",
  "cpu64-rhel6", "kvm32",       "kvm64",   "n270",     "pentium",
  "pentium2",    "pentium3",    "pentiumpro", "phenom", "qemu32",
  "qemu64",
};

/* EVC modes as vCenter names them. */
static const struct {
  const char *mode;
  const char *const models[4];
} baselines[] = {
  { "intel-merom", { "Conroe" } },
  { "intel-penryn", { "Penryn" } },
  { "intel-nehalem", { "Nehalem-IBRS", "Nehalem" } },
  { "intel-westmere", { "Westmere-IBRS", "Westmere" } },
  { "intel-sandybridge", { "SandyBridge-IBRS", "SandyBridge" } },
  { "intel-ivybridge", { "IvyBridge-IBRS", "IvyBridge" } },
  { "intel-haswell", { "Haswell-noTSX-IBRS", "Haswell-noTSX" } },
  { "intel-broadwell", { "Broadwell-noTSX-IBRS", "Broadwell-noTSX" } },
  { "intel-skylake", { "Skylake-Server-noTSX-IBRS" } },
  { "intel-cascadelake", { "Cascadelake-Server-noTSX" } },
  { "intel-icelake", { "Icelake-Server-noTSX" } },
  { "intel-sapphirerapids", { "SapphireRapids" } },
  { "amd-rev-e", { "Opteron_G1" } },
  { "amd-rev-f", { "Opteron_G2" } },
  { "amd-greyhound-no3dnow", { "Opteron_G3" } },
  { "amd-greyhound", { "Opteron_G3" } },
  { "amd-bulldozer", { "Opteron_G4" } },
  { "amd-piledriver", { "Opteron_G5" } },
  { "amd-steamroller", { "Opteron_G5" } },
  { "amd-zen", { "EPYC-IBPB", "EPYC" } },
  { "amd-zen2", { "EPYC-Rome" } },
  { "amd-zen3", { "EPYC-Milan" } },
  { "amd-zen4", { "EPYC-Genoa" } },
};

const struct vf_cpu_model *
vf_cpu_model_find (const char *name)
{
  const struct vf_cpu_model *model = vf_cpu_models;

  while (model->name && strcmp (model->name, name) != 0)
    model++;
  return model->name ? model : NULL;
}

bool
vf_cpu_model_is_fallback (const char *name)
{
  size_t i;

  for (i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++)
    if (strcmp (fallbacks[i], name) == 0)
      return true;
  return false;
}

const char *const *
vf_cpu_baseline_models (const char *baseline)
{
  size_t i;

  for (i = 0; i < sizeof baselines / sizeof *baselines; i++)
    if (strcasecmp (baselines[i].mode, baseline) == 0)
      return baselines[i].models;
  return NULL;
}
