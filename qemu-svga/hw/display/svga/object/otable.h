/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Object tables: set up, grown, replaced, and shown to the guest. */

#ifndef HW_DISPLAY_SVGA_OBJECT_OTABLE_H
#define HW_DISPLAY_SVGA_OBJECT_OTABLE_H

#include "gb.h"

/* The commands on a table's memory in one form. */
typedef struct SvgaOTableBase {
    uint32_t type;
    SvgaPageRoot root;          /* depth INVALID = take the table down */
    uint32_t valid_size;        /* bytes that the guest says hold entries */
} SvgaOTableBase;

/*
 * Set up, replace or take down a table.  The objects of the old table are
 * destroyed, as by their destroy commands.  The new table's pages must be
 * RAM, though the device keeps its own copy of every entry and never reads
 * the guest's; a table that is said to have valid entries already is refused
 * for that reason.  SVGA_BAD_OTABLE, and what svga_page_list_walk() returns.
 * Resumable.
 */
SvgaStatus svga_otable_set(SvgaGb *gb, const SvgaOTableBase *base);

/*
 * GROW_OTABLE: give a table that is set up memory of at least the same size.
 * Every object stays.  Entries are the device's own, whatever the guest says
 * is valid.  Errors as svga_otable_set().
 */
SvgaStatus svga_otable_grow(SvgaGb *gb, const SvgaOTableBase *base);

/*
 * READBACK_OTABLE: write all entries of a table to the guest's memory, zeros
 * for ids without an object.  The page table is walked anew.
 * SVGA_BAD_OTABLE, SVGA_DMA_ERROR, and what svga_page_list_walk() returns.
 * Resumable.
 */
SvgaStatus svga_otable_readback(SvgaGb *gb, uint32_t type);

#endif
