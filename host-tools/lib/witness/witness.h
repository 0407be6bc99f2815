/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What the guest's kernel recorded during a case, as its probes tell it. */

#ifndef SVGALAB_WITNESS_H
#define SVGALAB_WITNESS_H

#include <glib.h>

typedef enum WitnessKind {
    WITNESS_SURFACE,    /* note: a surface under test came to be */
    WITNESS_STORE,      /* note: the case is about to store */
    WITNESS_SUBMIT,     /* note: the case is about to submit */
    WITNESS_PROTECT,    /* wp_shared_mapping_range() returned */
    WITNESS_CLEAN,      /* clean_record_shared_mapping_range() returned */
    WITNESS_VISIT,      /* one of the two begins with a mapping */
    WITNESS_FAULT,      /* vmw_bo_vm_mkwrite(): a trapped store */
    WITNESS_SCAN,       /* vmw_bo_dirty_scan() */
    WITNESS_RANGE,      /* vmw_resource_dirty_update(): pages handed over */
    WITNESS_SYNC,       /* vmw_surface_dirty_sync(): boxes are emitted */
    WITNESS_UNMAP,      /* page table entries are taken away */
    WITNESS_LOST,       /* the kernel had to drop records */
} WitnessKind;

/* What can be wrong with a kernel that we do not know: one probe at a time. */
typedef enum WitnessProbe {
    PROBE_NONE,         /* a note of the guest's programs */
    PROBE_PROTECT,
    PROBE_CLEAN,
    PROBE_VISIT,
    PROBE_FAULT,
    PROBE_SCAN,
    PROBE_RANGE,
    PROBE_SYNC,
    PROBE_UNMAP,
    PROBE_CLOSE,
    PROBE_COUNT,
} WitnessProbe;

#define PROBE_BIT(probe) (1u << (probe))
#define PROBE_ALL (PROBE_BIT(PROBE_COUNT) - PROBE_BIT(PROBE_PROTECT))

/* vmwgfx begins to trap stores in buffers of this many pages. */
#define WITNESS_TRAP_PAGES 512

/*
 * One record. Pages are counted in the device's address space (PROTECT, CLEAN,
 * VISIT, FAULT, UNMAP, SURFACE) or in the surface's buffer (STORE, RANGE).
 */
typedef struct WitnessEvent {
    WitnessKind kind;
    WitnessProbe probe;
    guint64 task;
    guint64 id;         /* tag of a note, sid of RANGE and SYNC */
    guint64 first;
    guint64 count;
    guint64 address;    /* STORE, VISIT, UNMAP: where first is mapped, or 0 */
    guint64 submission; /* of SUBMIT */
    guint64 marked;     /* entries changed, of PROTECT and CLEAN */
    gboolean traps;     /* CLEAN: the driver traps stores, it does not scan */
    guint64 base;       /* CLEAN: page of the bitmap's first bit */
    GArray *bits;       /* CLEAN: words of the bitmap afterwards, or NULL */
} WitnessEvent;

/* The records of one run of a case, in the order of time. */
typedef struct Witness {
    GArray *events;     /* of WitnessEvent */
    guint known;        /* PROBE_BIT() of each probe that tells the truth */
    gint refs;
} Witness;

/* @known: the probes to rely on; records of the others are not taken in. */
Witness *witness_new(guint known);
Witness *witness_ref(Witness *witness);

/* Take one line of the guest in, "TASK EVENT KEY=VALUE...". */
gboolean witness_feed(Witness *witness, const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* "visit" and so on. */
const char *probe_name(WitnessProbe probe);

/* PROBE_NONE when there is no such probe. */
WitnessProbe probe_parse(const char *name);

/* Whether CLEAN @event left the bit of page @page of the address space set. */
gboolean witness_has_bit(const WitnessEvent *event, guint64 page);

/* Whether the pages of @event include @page. */
gboolean witness_covers(const WitnessEvent *event, guint64 page);

/* The same, and where one is known, the mapping at @address (0: any). */
gboolean witness_reaches(const WitnessEvent *event, guint64 page,
                         guint64 address);

void witness_unref(Witness *witness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Witness, witness_unref)

#endif
