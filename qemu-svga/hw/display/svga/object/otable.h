/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Object tables: set up, grown, replaced, and shown to the guest. */

#ifndef HW_DISPLAY_SVGA_OBJECT_OTABLE_H
#define HW_DISPLAY_SVGA_OBJECT_OTABLE_H

#include "gb.h"

/* Common form of the commands on a table's memory. */
typedef struct SvgaOTableBase {
    uint32_t type;
    SvgaPageRoot root;          /* depth INVALID: take the table down */
    uint32_t valid_size;        /* bytes of valid entries, says the guest */
} SvgaOTableBase;

/*
 * Set up, replace or take down a table.  The objects of the old table are
 * destroyed as by their destroy commands.  The pages of the new table must be
 * RAM, although the device keeps its own copy of every entry and never reads
 * the guest's.  For the same reason, a table with entries declared valid is
 * refused.  SVGA_BAD_OTABLE, and the errors of svga_page_list_walk().
 * Resumable.
 */
SvgaStatus svga_otable_set(SvgaGb *gb, const SvgaOTableBase *base);

/*
 * GROW_OTABLE: give an existing table memory of at least the same size.  All
 * objects stay.  Entries are the device's own, whatever the guest declares
 * valid.  Errors as for svga_otable_set().
 */
SvgaStatus svga_otable_grow(SvgaGb *gb, const SvgaOTableBase *base);

/*
 * READBACK_OTABLE: write all entries of a table to guest memory, zeros for ids
 * without an object.  The page table is walked again.  SVGA_BAD_OTABLE,
 * SVGA_DMA_ERROR, and the errors of svga_page_list_walk().  Resumable.
 */
SvgaStatus svga_otable_readback(SvgaGb *gb, uint32_t type);

#endif
