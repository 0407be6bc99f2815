/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest's breakdown, and whether the device had written where it was. */

#ifndef SVGALAB_CRASH_H
#define SVGALAB_CRASH_H

#include "console/splat.h"
#include "witness/reports.h"

typedef struct CrashPage {
    guint64 page;
    GPtrArray *names;       /* of char *: what pointed to it, "RAX" */
    guint steps;            /* least that lead to it, see splat.h */
    WrittenPage written;
} CrashPage;

typedef struct Crash {
    char *line;             /* the splat's first one */
    char *where;            /* or NULL: the line does not lack it */
    char *case_name;        /* that ran, or NULL */
    char *unknown;          /* why the device's part cannot be told, or NULL */
    guint64 seq;            /* last line of the report stream */
    gboolean followed;      /* the pages that pointers lead to count, too */
    guint pointed;          /* pages that the splat itself points to */
    /*
     * Of CrashPage, latest written first: these, and behind them those led to
     * that the device had written in.
     */
    GPtrArray *pages;
} Crash;

/*
 * What is known of @splat, whose guest had this report stream; NULL for none.
 * The result copies all it needs.
 */
Crash *crash_examine(const Splat *splat, Reports *reports);

/* In one line: what, where, and the device's part. */
char *crash_summary(const Crash *crash);

/* "RAX, RBX[0x8]" */
char *crash_page_names(const CrashPage *page);

/* In one line: every page, what pointed to it, and the device's writes. */
char *crash_details(const Crash *crash);

void crash_free(Crash *crash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crash, crash_free)

#endif
