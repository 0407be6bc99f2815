/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Ids a guest may use: those its object tables have entries for. */

#ifndef HW_DISPLAY_SVGA_OBJECT_IDS_H
#define HW_DISPLAY_SVGA_OBJECT_IDS_H

#include "gb.h"

/*
 * Size in bytes of an entry of table @type, which must be below SVGA_OTABLES.
 */
uint32_t svga_otable_entry_bytes(uint32_t type);

/* True if table @type is set up and has an entry for @id. */
bool svga_otable_has(const SvgaGb *gb, uint32_t type, uint32_t id);

#endif
