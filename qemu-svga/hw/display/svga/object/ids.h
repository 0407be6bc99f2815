/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Which ids a guest may use: those that its object tables have entries for. */

#ifndef HW_DISPLAY_SVGA_OBJECT_IDS_H
#define HW_DISPLAY_SVGA_OBJECT_IDS_H

#include "gb.h"

/* Bytes of an entry of table @type, which is below SVGA_OTABLES. */
uint32_t svga_otable_entry_bytes(uint32_t type);

/* True if table @type is set up and has an entry @id. */
bool svga_otable_has(const SvgaGb *gb, uint32_t type, uint32_t id);

#endif
