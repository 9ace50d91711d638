#!/bin/bash
# vmferry: the sample VM from a dynamic VHDX, like test-convert.sh.
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright (C) 2026 the vmferry authors

. "${top_srcdir:?}/tests/guest/test-convert.sh" vhdx
