/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* QOM properties: counters (read-only), inject and account (writable). */

#ifndef HW_DISPLAY_SVGA_DEVICE_PROPERTIES_H
#define HW_DISPLAY_SVGA_DEVICE_PROPERTIES_H

#include "qom/object.h"

void svga_properties_add(ObjectClass *class);

#endif
