/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A guest's crash, and the device's writes to the memory involved. */

#ifndef SVGALAB_CRASH_H
#define SVGALAB_CRASH_H

#include "console/splat.h"
#include "witness/reports.h"

typedef struct CrashPage {
    guint64 page;
    GPtrArray *names;       /* of char *: its pointers, e.g. "RAX" */
    guint steps;            /* fewest steps to it, see splat.h */
    WrittenPage written;
} CrashPage;

typedef struct Crash {
    char *line;             /* first line of the splat */
    char *where;            /* NULL if the line has it already */
    char **excerpt;         /* of the splat, see splat.h */
    char *case_name;        /* the case that ran, or NULL */
    char *unknown;          /* why the device's role is unknown, or NULL */
    guint64 seq;            /* last line of the report stream */
    gboolean followed;      /* pages reached through pointers count, too */
    guint pointed;          /* pages that the splat itself points to */
    /*
     * Of CrashPage, latest write first; behind these, the pages reached through
     * pointers that the device had written to.
     */
    GPtrArray *pages;
} Crash;

/*
 * Analyse @splat, of a guest with this report stream; NULL: no stream. The
 * result keeps no references to either.
 */
Crash *crash_examine(const Splat *splat, Reports *reports);

/* One line: the message, its location, and the device's role. */
char *crash_summary(const Crash *crash);

/* "RAX, RBX[0x8]" */
char *crash_page_names(const CrashPage *page);

/* One line: every page, its pointers, and the device's writes to it. */
char *crash_details(const Crash *crash);

void crash_free(Crash *crash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crash, crash_free)

#endif
