/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Includes the trace events that QEMU generates for this directory. */

#include "trace/trace-hw_display_svga.h"
