/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* MOBs: guest memory under an id, with a reference count. */

#ifndef HW_DISPLAY_SVGA_OBJECT_MOB_H
#define HW_DISPLAY_SVGA_OBJECT_MOB_H

#include "gb.h"

/*
 * The object lives as long as it is referenced: the MOB table holds one
 * reference from the definition to DESTROY_GB_MOB, and each bound surface holds
 * another.  Its memory belongs to the guest again on destruction: from then on
 * the page list is empty and every access fails.
 */
typedef struct SvgaMob {
    uint32_t id;
    uint32_t refs;
    SvgaPageRoot root;          /* (saved) */
    SvgaPageList pages;         /* (rebuilt) from the root */
    GQueue bound;               /* links are SvgaSurface.binding */
} SvgaMob;

/*
 * SVGA_BAD_ID, SVGA_MOB_EXISTS, and the errors of svga_page_list_walk().
 * Resumable.
 */
SvgaStatus svga_mob_define(SvgaGb *gb, uint32_t mobid,
                           const SvgaPageRoot *root);

/* NULL if there is no such MOB; takes no reference. */
SvgaMob *svga_mob_find(const SvgaGb *gb, uint32_t mobid);

void svga_mob_ref(SvgaMob *mob);
void svga_mob_unref(SvgaGb *gb, SvgaMob *mob);

/* Called when the table drops its reference, by destruction or reset. */
void svga_mob_drop(SvgaGb *gb, SvgaMob *mob);

static inline SvgaStatus svga_mob_read(const SvgaGb *gb, const SvgaMob *mob,
                                       uint64_t offset, void *buf,
                                       uint64_t len)
{
    return svga_page_list_read(&gb->mem, &mob->pages, offset, buf, len);
}

static inline SvgaStatus svga_mob_write(const SvgaGb *gb, const SvgaMob *mob,
                                        uint64_t offset, const void *buf,
                                        uint64_t len)
{
    return svga_page_list_write(&gb->mem, &mob->pages, offset, buf, len);
}

#endif
