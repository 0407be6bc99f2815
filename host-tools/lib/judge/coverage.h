/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Bytes of a page that were covered by the reports of a surface. */

#ifndef SVGALAB_COVERAGE_H
#define SVGALAB_COVERAGE_H

#include <glib.h>

#include "base/guest-page.h"
#include "judge/audit.h"
#include "witness/reports.h"

typedef struct Coverage {
    guint64 page;
    gboolean any;                       /* at least one byte is covered */
    guint8 covered[GUEST_PAGE_BYTES];    /* 1 for each covered byte */
} Coverage;

/* The union of all @updates of @surface with @after < seq < @before. */
void coverage_of_page(Coverage *coverage, const ReportSurface *surface,
                      guint64 page, guint64 after, guint64 before);

/* TRUE if any report in that window touches the page; fast. */
gboolean coverage_touches_page(const ReportSurface *surface, guint64 page,
                               guint64 after, guint64 before);

#endif
