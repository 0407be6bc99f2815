// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Offsets of structure members in the kernel that this is compiled for. */

#include <linux/mm.h>
#include <linux/pagewalk.h>
#include <linux/stddef.h>

/* struct vmw_bo_dirty is only defined in here. */
#include "vmwgfx_page_dirty.c"

/*
 * Emits a line for layout.sh into the compiler's output, which is never
 * assembled.
 */
#define MEMBER(name, offset) \
	asm volatile("\n.layout " #name ":%c0" : : "i" ((long)(offset)))

void svgalab_layout(void);

void svgalab_layout(void)
{
#include "members.h"
}
