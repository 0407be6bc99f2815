/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of guest-backed objects: tables, MOBs, surfaces, the running job. */

#ifndef HW_DISPLAY_SVGA_GB_H
#define HW_DISPLAY_SVGA_GB_H

#include "svga-inject.h"
#include "svga-pages.h"
#include "svga-range.h"
#include "svga-report.h"

/* Bytes that are moved or compared in one piece. */
#define SVGA_CHUNK_BYTES (64 * 1024)

#define SVGA_MOB_SIZE_MAX (UINT64_C(128) << 20)
#define SVGA_OTABLES SVGA_OTABLE_DEVEL_MAX

/*
 * An object table.  The device keeps its own copy of every entry: the guest's
 * memory is written by READBACK_OTABLE and never read.
 */
typedef struct SvgaOTable {
    SvgaPageRoot root;          /* (saved) size 0 = not set up */
} SvgaOTable;

/* What the rest of the device knows of host surfaces, and does about them. */
typedef struct SvgaGbHooks {
    void *opaque;
    bool (*surface_shown)(void *opaque, uint32_t sid);  /* on any screen */
    void (*surface_changed)(void *opaque, uint32_t sid, uint32_t face,
                            uint32_t mip, const SVGA3dBox *box);
    void (*surface_destroyed)(void *opaque, uint32_t sid);
    void (*otable_dropped)(void *opaque, uint32_t type);
    /* fill in the entry of a screen target; it is zeros if there is none */
    void (*screen_entry)(void *opaque, uint32_t stid,
                         SVGAOTableScreenTargetEntry *entry);
} SvgaGbHooks;

/*
 * The command that is being executed slice by slice.  Commands are executed
 * one at a time in order, so nothing it refers to can go away under it.
 */
typedef struct SvgaJob {
    bool active;
    uint32_t object;            /* number of the surface, of several */
    uint32_t step;              /* subresource or box number */
    uint64_t chunk;             /* next chunk within the step */
    uint64_t marked;            /* next chunk that gets marked */
    uint64_t changed;
    SvgaInjectKind fault;
    SvgaRangeList lost;
    SvgaPageList pages;         /* new memory of a MOB, or an object table's */
} SvgaJob;

typedef struct SvgaGbStats {
    uint64_t updates;           /* UPDATE_GB_* commands */
    uint64_t readbacks;         /* READBACK_GB_* commands */
    uint64_t bytes_reported;
    uint64_t bytes_changed;     /* counted only while account is on */
    uint64_t clobbered;         /* bytes; counted while reports are on */
    uint64_t died_stale;        /* bytes; counted while reports are on */
} SvgaGbStats;

struct SvgaGb {
    /* device elements */
    SvgaMemOps mem;
    SvgaGbHooks hooks;
    SvgaReport *report;
    SvgaInject *inject;

    /* device config */
    bool account;               /* may change at run time */

    /* device state */
    SvgaBudget budget;          /* limit is config, used is (rebuilt) */
    SvgaOTable otables[SVGA_OTABLES];
    GTree *mobs;                /* (saved) id -> SvgaMob */
    GTree *surfaces;            /* (saved) id -> SvgaSurface */
    SvgaGbStats stats;
    SvgaJob job;
    uint64_t work_left;         /* bytes of work this run may still do */
    uint8_t *scratch;           /* SVGA_CHUNK_BYTES */
};

/*
 * @host_memory is the budget in bytes; @mem and @hooks are copied and every
 * function of theirs is needed.  account keeps the value it has.
 */
void svga_gb_realize(SvgaGb *gb, const SvgaMemOps *mem,
                     const SvgaGbHooks *hooks, SvgaReport *report,
                     SvgaInject *inject, uint64_t host_memory);

/*
 * Drop every object and the running job, without looking for losses: a reset
 * is no statement of the guest about its surfaces.  Statistics stay.
 */
void svga_gb_reset(SvgaGb *gb);
void svga_gb_unrealize(SvgaGb *gb);

/* The command in progress is finished, well or badly. */
void svga_gb_job_end(SvgaGb *gb);

/*
 * Take @bytes from the slice; false when the slice is used up.  Work that
 * cannot be divided is taken after it was done, and ends the slice.
 */
static inline bool svga_gb_work(SvgaGb *gb, uint64_t bytes)
{
    if (!gb->work_left) {
        return false;
    }
    gb->work_left -= MIN(gb->work_left, MAX(bytes, 64));
    return true;
}

#endif
