/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The page size of all guests. */

#ifndef SVGALAB_GUEST_PAGE_H
#define SVGALAB_GUEST_PAGE_H

#define GUEST_PAGE_BYTES 4096

#endif
