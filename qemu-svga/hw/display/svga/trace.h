/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The trace events of this directory, as QEMU generates them. */

#include "trace/trace-hw_display_svga.h"
