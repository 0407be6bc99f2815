// SPDX-License-Identifier: GPL-2.0
// Copyright (C) 2026 The svgalab authors
/* Where members of structures lie in the kernel that this is compiled for. */

#include <linux/mm.h>
#include <linux/pagewalk.h>
#include <linux/stddef.h>

/* struct vmw_bo_dirty is known in here only. */
#include "vmwgfx_page_dirty.c"

/* A line for layout.sh in what the compiler says; nobody assembles it. */
#define MEMBER(name, offset) \
	asm volatile("\n.layout " #name ":%c0" : : "i" ((long)(offset)))

void svgalab_layout(void);

void svgalab_layout(void)
{
#include "members.h"
}
