/* SPDX-License-Identifier: GPL-2.0 */
/* Copyright (C) 2026 The svgalab authors */
/* Offsets of structure members in the running kernel. */

#ifndef GUEST_TESTS_LAYOUT_H
#define GUEST_TESTS_LAYOUT_H

#include <stdbool.h>

#include "btf.h"

/*
 * Sources of offsets: the kernel's own type information, or else the table made
 * when the kernel was built ("NAME:OFFSET,..."). Either may be NULL.
 */
struct layout {
	struct btf *kernel;
	struct btf *module;	/* vmwgfx, if it is a module */
	char *table;
};

/* For the running kernel, whose command line has the table. */
void layout_load(struct layout *layout);

/*
 * The offset of "STRUCT.MEMBER", or of "STRUCT.MEMBER-OTHER", relative to
 * OTHER. False if it is unknown.
 */
bool layout_find(const struct layout *layout, const char *name, long *offset);

void layout_free(struct layout *layout);

#endif
