/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Object tables: which ids a guest may use for its objects. */

#ifndef HW_DISPLAY_SVGA_OTABLE_H
#define HW_DISPLAY_SVGA_OTABLE_H

#include "svga-gb.h"

/* SET_OTABLE_BASE and SET_OTABLE_BASE64 in one form. */
typedef struct SvgaOTableBase {
    uint32_t type;
    uint32_t depth;             /* SVGAMobFormat; INVALID = take it down */
    uint64_t ppn;
    uint32_t size;
    uint32_t valid_size;
} SvgaOTableBase;

/*
 * Set up, replace or take down a table.  The objects of the old table are
 * destroyed, as by their destroy commands.  The new table's pages must be
 * RAM, though the device keeps its own copy of every entry and never trusts
 * or writes the guest's; a table that is said to have valid entries already
 * is refused for that reason.  Resumable.
 */
SvgaStatus svga_otable_set(SvgaGb *gb, const SvgaOTableBase *base);

/* True if table @type is set up and has an entry @id. */
bool svga_otable_has(const SvgaGb *gb, uint32_t type, uint32_t id);

#endif
