/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The records of the guest kernel's probes during a case. */

#ifndef SVGALAB_WITNESS_H
#define SVGALAB_WITNESS_H

#include <glib.h>

typedef enum WitnessKind {
    WITNESS_SURFACE,    /* note: a surface under test was created */
    WITNESS_STORE,      /* note: the case is about to store */
    WITNESS_SUBMIT,     /* note: the case is about to submit */
    WITNESS_PROTECT,    /* wp_shared_mapping_range() returned */
    WITNESS_CLEAN,      /* clean_record_shared_mapping_range() returned */
    WITNESS_VISIT,      /* one of the two starts on a mapping */
    WITNESS_FAULT,      /* vmw_bo_vm_mkwrite(): a trapped store */
    WITNESS_SCAN,       /* vmw_bo_dirty_scan() */
    WITNESS_RANGE,      /* vmw_resource_dirty_update(): pages handed over */
    WITNESS_SYNC,       /* vmw_surface_dirty_sync(): emits boxes */
    WITNESS_UNMAP,      /* page table entries are removed */
    WITNESS_LOST,       /* the kernel had to drop records */
} WitnessKind;

/* Probes, each of which may fail on a kernel that we do not know. */
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

/* Buffers with this many pages or more make vmwgfx trap stores. */
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
    guint64 address;    /* STORE, VISIT, UNMAP: of page first, or 0 */
    guint64 submission; /* of SUBMIT */
    guint64 marked;     /* PROTECT and CLEAN: entries changed */
    gboolean traps;     /* CLEAN: the driver traps stores */
    guint64 base;       /* CLEAN: page of the bitmap's first bit */
    GArray *bits;       /* CLEAN: the bitmap afterwards, or NULL */
} WitnessEvent;

/* The records of one run of a case, in chronological order. */
typedef struct Witness {
    GArray *events;     /* of WitnessEvent */
    guint known;        /* PROBE_BIT() of each reliable probe */
    gint refs;
} Witness;

/* @known: the reliable probes; records of others are ignored. */
Witness *witness_new(guint known);
Witness *witness_ref(Witness *witness);

/* Take one line from the guest, "TASK EVENT KEY=VALUE...". */
gboolean witness_feed(Witness *witness, const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The probe's name, e.g. "visit". */
const char *probe_name(WitnessProbe probe);

/* PROBE_NONE if there is no such probe. */
WitnessProbe probe_parse(const char *name);

/* True if CLEAN @event left the bit of page @page of the address space set. */
gboolean witness_has_bit(const WitnessEvent *event, guint64 page);

/* True if the pages of @event include @page. */
gboolean witness_covers(const WitnessEvent *event, guint64 page);

/* The same; if the mapping is known, it must also include @address (0: any). */
gboolean witness_reaches(const WitnessEvent *event, guint64 page,
                         guint64 address);

void witness_unref(Witness *witness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Witness, witness_unref)

#endif
