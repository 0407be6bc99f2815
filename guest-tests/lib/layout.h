/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Where members of structures lie in the kernel that runs. */

#ifndef GUEST_TESTS_LAYOUT_H
#define GUEST_TESTS_LAYOUT_H

#include <stdbool.h>

#include "btf.h"

/*
 * What is known of it: the kernel's own type information, or else the table
 * that was made when it was built ("NAME:OFFSET,..."). Either may be NULL.
 */
struct layout {
	struct btf *kernel;
	struct btf *module;	/* vmwgfx, where it is one */
	char *table;
};

/* Of the running kernel, whose command line has the table. */
void layout_load(struct layout *layout);

/*
 * The offset of "STRUCT.MEMBER", or of "STRUCT.MEMBER-OTHER" from where OTHER
 * is. False when nobody knows it.
 */
bool layout_find(const struct layout *layout, const char *name, long *offset);

void layout_free(struct layout *layout);

#endif
