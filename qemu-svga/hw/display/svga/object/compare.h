/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Compares guest memory with the host copy. */

#ifndef HW_DISPLAY_SVGA_OBJECT_COMPARE_H
#define HW_DISPLAY_SVGA_OBJECT_COMPARE_H

/*
 * The next difference at or after @from: returns its start and sets *@len to
 * its length; returns @size if there is none.  @host NULL means all zeros.
 */
uint64_t svga_compare_next(const uint8_t *guest, const uint8_t *host,
                           uint64_t from, uint64_t size, uint64_t *len);

#endif
