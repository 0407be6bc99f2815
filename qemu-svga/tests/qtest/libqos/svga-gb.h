/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Guest-backed objects and the device's properties, for qtests. */

#ifndef TESTS_LIBQOS_SVGA_GB_H
#define TESTS_LIBQOS_SVGA_GB_H

#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "svga-fifo.h"

/* Set up the tables of MOBs, surfaces and screen targets. */
void qsvga_otables(QSvga *d);

/* Set up one table in memory made by qsvga_mob_prepare(). */
void qsvga_otable(QSvga *d, uint32_t type, const QSvgaMob *mob);

/*
 * Guest memory of @size bytes filled with @fill, and a page table of the
 * smallest depth that can describe it, or of @depth if that is not 0;
 * qsvga_mob() also defines the MOB.
 */
QSvgaMob qsvga_mob_prepare(QSvga *d, uint32_t id, uint32_t size,
                           uint32_t depth, uint8_t fill);
QSvgaMob qsvga_mob(QSvga *d, uint32_t id, uint32_t size, uint8_t fill);

/* Define a surface; the bound variant also gets a MOB with its own id. */
void qsvga_surface(QSvga *d, uint32_t sid, uint32_t format, uint32_t flags,
                   uint32_t width, uint32_t height, uint32_t depth,
                   uint32_t mips);
QSvgaMob qsvga_bound_surface(QSvga *d, uint32_t sid, uint32_t format,
                             uint32_t width, uint32_t height, uint32_t size,
                             uint8_t fill);
void qsvga_bind(QSvga *d, uint32_t sid, uint32_t mobid);
void qsvga_update_image(QSvga *d, uint32_t sid, uint32_t face, uint32_t mip,
                        SVGA3dBox box);

char *qsvga_property(QSvga *d, const char *name);

/*
 * Finish what is queued, then assert that there is exactly one more guest error
 * than before, with this reason and command or register.
 */
void qsvga_expect_error(QSvga *d, const char *reason, const char *what);

/* Run x-svga-audit with @args (consumed; NULL = none); returns "return". */
QDict *qsvga_audit(QSvga *d, QDict *args);

#endif
