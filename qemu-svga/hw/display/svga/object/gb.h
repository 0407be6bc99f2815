/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* State of guest-backed objects: tables, MOBs, surfaces, the running job. */

#ifndef HW_DISPLAY_SVGA_OBJECT_GB_H
#define HW_DISPLAY_SVGA_OBJECT_GB_H

#include "../base/range.h"
#include "../base/slice.h"
#include "../guest/pages.h"
#include "../report/report.h"
#include "inject.h"

/* Bytes that are moved or compared in one chunk. */
#define SVGA_CHUNK_BYTES (32 * 1024)

#define SVGA_OTABLES SVGA_OTABLE_DEVEL_MAX

/*
 * An object table.  The device keeps its own copy of every entry: the table's
 * guest memory is written by READBACK_OTABLE and never read.
 */
typedef struct SvgaOTable {
    SvgaPageRoot root;          /* (saved) size 0 = not set up */
} SvgaOTable;

/* Callbacks into the rest of the device about host surfaces. */
typedef struct SvgaGbHooks {
    void *opaque;
    bool (*surface_shown)(void *opaque, uint32_t sid); /* shown on any screen */
    void (*surface_changed)(void *opaque, uint32_t sid, uint32_t face,
                            uint32_t mip, const SVGA3dBox *box);
    void (*surface_destroyed)(void *opaque, uint32_t sid);
    void (*otable_dropped)(void *opaque, uint32_t type);
    /* fill in the entry of a screen target; leave it zero if there is none */
    void (*screen_entry)(void *opaque, uint32_t stid,
                         SVGAOTableScreenTargetEntry *entry);
} SvgaGbHooks;

/*
 * The command that is being executed in slices.  Commands are executed one at a
 * time and in order, so nothing the job refers to can vanish meanwhile.
 */
typedef struct SvgaJob {
    bool active;
    uint32_t phase;             /* phase of a command with several */
    uint32_t object;            /* index of the surface, of several */
    uint32_t step;              /* subresource or box index */
    uint64_t chunk;             /* next chunk within the step */
    uint64_t marked;            /* next chunk to mark */
    uint64_t changed;
    SvgaInjectKind fault;
    SvgaRangeList lost;
    SvgaPageWalk walk;          /* walk that fills pages: */
    SvgaPageList pages;         /* new memory of a MOB or an object table */
} SvgaJob;

/* Objects from before a reset, to be freed step by step. */
typedef struct SvgaRetired {
    GTree *mobs;
    GTree *surfaces;
} SvgaRetired;

typedef struct SvgaGbStats {
    uint64_t updates;           /* UPDATE_GB_* commands */
    uint64_t readbacks;         /* READBACK_GB_* commands */
    uint64_t bytes_reported;
    uint64_t bytes_changed;     /* counted only while account is on */
    uint64_t clobbered;         /* bytes; counted while reports are on */
    uint64_t died_stale;        /* bytes; counted while reports are on */
} SvgaGbStats;

typedef struct SvgaGb {
    /* device elements */
    SvgaMemOps mem;
    SvgaGbHooks hooks;
    SvgaReport *report;
    SvgaInject *inject;

    /* device config */
    bool account;               /* may change at runtime */

    /* device state */
    SvgaBudget budget;          /* limit is config, used is (rebuilt) */
    SvgaOTable otables[SVGA_OTABLES];
    GTree *mobs;                /* (saved) id -> SvgaMob */
    GTree *surfaces;            /* (saved) id -> SvgaSurface */
    bool dropping;              /* dropping a checked table's objects */
    GArray *retired;            /* of SvgaRetired */
    SvgaGbStats stats;
    SvgaJob job;
    SvgaWork work;              /* done in this slice */
    uint8_t *scratch;           /* of SVGA_CHUNK_BYTES */
    uint8_t *tables;            /* of SVGA_PAGE_TABLES_BYTES, for the walk */
} SvgaGb;

/*
 * Walk @root's page table into job.pages; returns success at once if that is
 * done already.  Resumable.  Errors as for svga_page_list_walk().
 */
SvgaStatus svga_gb_walk(SvgaGb *gb, const SvgaPageRoot *root);

/* The lowest id in a non-empty table of objects. */
uint32_t svga_gb_first_id(GTree *objects);

/* End the current command, whether it succeeded or failed. */
void svga_gb_job_end(SvgaGb *gb);

/* svga_work_take() on the slice in which commands are executed. */
static inline bool svga_gb_work(SvgaGb *gb, uint64_t units)
{
    return svga_work_take(&gb->work, units);
}

/* Account for a step that moved no bytes; false if the slice is now spent. */
static inline bool svga_gb_step(SvgaGb *gb)
{
    svga_work_charge(&gb->work, SVGA_WORK_STEP);
    return !svga_work_spent(&gb->work);
}

#endif
