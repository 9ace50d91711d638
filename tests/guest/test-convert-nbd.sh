#!/bin/bash
# vmferry: the sample VM with its disk behind `vmferry serve`, which reads a
# stream-optimized VMDK, like test-convert.sh.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/guest/test-convert.sh" streamOptimized nbd
