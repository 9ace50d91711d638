/* vmferry: the first process of a tiny guest: loads the modules that /modules
 * lists, lets udev name the NICs where it is there, says on the console what it
 * sees of its processors, nodes, UUID and NICs, as lines of "vmferry-saw KEY
 * VALUE...", and powers the machine off.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 * Copyright (C) 2026 the vmferry authors
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_CPUS = 512, MAX_NODES = 64 };

/* The first line of the file, or "". */
static void
read_line (const char *path, char text[256])
{
  FILE *file = fopen (path, "r");

  *text = '\0';
  if (!file)
    return;
  if (!fgets (text, 256, file))
    *text = '\0';
  text[strcspn (text, "\n")] = '\0';
  fclose (file);
}

static void
load_modules (void)
{
  FILE *list = fopen ("/modules", "r");
  char path[256];
  int fd;

  while (list && fgets (path, sizeof path, list)) {
    path[strcspn (path, "\n")] = '\0';
    fd = open (path, O_RDONLY);
    if (fd < 0 || syscall (SYS_finit_module, fd, "", 0))
      printf ("cannot load %s\n", path);
    close (fd);
  }
}

/* Runs a program that the initramfs may have, and waits for its end. */
static void
run (char *const argv[])
{
  pid_t child = access (argv[0], X_OK) ? -1 : fork ();

  if (child == 0) {
    execv (argv[0], argv);
    _exit (127);
  }
  if (child > 0)
    waitpid (child, NULL, 0);
}

/* As an initramfs of systemd's does it. */
static void
name_nics (void)
{
  static char udev[] = "/bin/udevd", admin[] = "/bin/udevadm";

  mount ("dev", "/dev", "devtmpfs", 0, NULL);
  mount ("run", "/run", "tmpfs", 0, NULL);
  run ((char *const[]){ udev, "--daemon", NULL });
  run ((char *const[]){ admin, "trigger", "--action=add",
                        "--subsystem-match=net", NULL });
  run ((char *const[]){ admin, "settle", "--timeout=60", NULL });
}

static void
say_cpus (void)
{
  char path[256], package[256], core[256];
  unsigned i;

  for (i = 0; i < MAX_CPUS; i++) {
    snprintf (path, sizeof path,
              "/sys/devices/system/cpu/cpu%u/topology/physical_package_id", i);
    read_line (path, package);
    snprintf (path, sizeof path,
              "/sys/devices/system/cpu/cpu%u/topology/core_id", i);
    read_line (path, core);
    if (*package)
      printf ("vmferry-saw cpu %u %s %s\n", i, package, core);
  }
}

/* "Node 0 MemTotal:  123 kB". */
static unsigned long
node_kib (unsigned node)
{
  char path[128], line[256];
  unsigned long kib = 0;
  FILE *file;

  snprintf (path, sizeof path, "/sys/devices/system/node/node%u/meminfo",
            node);
  file = fopen (path, "r");
  while (file && !kib && fgets (line, sizeof line, file))
    sscanf (line, "Node %*u MemTotal: %lu", &kib);
  if (file)
    fclose (file);
  return kib;
}

static void
say_nodes (void)
{
  char path[128], cpus[256];
  unsigned i;

  for (i = 0; i < MAX_NODES; i++) {
    snprintf (path, sizeof path, "/sys/devices/system/node/node%u/cpulist",
              i);
    read_line (path, cpus);
    if (*cpus)
      printf ("vmferry-saw node %u %s %lu\n", i, cpus, node_kib (i));
  }
}

/* Each NIC with the PCI device behind it: of virtio, one further up. */
static void
say_nics (void)
{
  DIR *folder = opendir ("/sys/class/net");
  struct dirent *entry;
  char path[512], mac[256], device[PATH_MAX], *slash;

  while (folder && (entry = readdir (folder))) {
    snprintf (path, sizeof path, "/sys/class/net/%.60s/device",
              entry->d_name);
    if (!realpath (path, device))
      continue;
    slash = strstr (device, "/virtio");
    if (slash)
      *slash = '\0';
    snprintf (path, sizeof path, "/sys/class/net/%.60s/address",
              entry->d_name);
    read_line (path, mac);
    printf ("vmferry-saw nic %s %s %s\n", strrchr (device, '/') + 1, mac,
            entry->d_name);
  }
}

int
main (void)
{
  char uuid[256];

  mkdir ("/proc", 0755);
  mkdir ("/sys", 0755);
  mount ("proc", "/proc", "proc", 0, NULL);
  mount ("sys", "/sys", "sysfs", 0, NULL);
  load_modules ();
  say_cpus ();
  say_nodes ();
  sleep (1); /* until the NICs are there */
  name_nics ();
  say_nics ();
  read_line ("/sys/class/dmi/id/product_uuid", uuid);
  printf ("vmferry-saw uuid %s\n", uuid);
  printf ("vmferry-saw end -\n");
  fflush (stdout);
  sync ();
  reboot (RB_POWER_OFF);
  return 0;
}
