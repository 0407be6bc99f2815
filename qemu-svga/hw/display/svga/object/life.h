/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Lifetime of guest-backed object state: realize, reset, unrealize. */

#ifndef HW_DISPLAY_SVGA_OBJECT_LIFE_H
#define HW_DISPLAY_SVGA_OBJECT_LIFE_H

#include "gb.h"

/*
 * @host_memory is the budget in bytes.  @mem and @hooks are copied; all their
 * functions must be set.  account keeps its value.
 */
void svga_gb_realize(SvgaGb *gb, const SvgaMemOps *mem,
                     const SvgaGbHooks *hooks, SvgaReport *report,
                     SvgaInject *inject, uint64_t host_memory);

/*
 * Drop every object and the running job without looking for losses, since a
 * reset says nothing about the guest's surfaces.  Statistics stay.
 * svga_gb_settle() frees the objects, which stay charged until then.
 */
void svga_gb_reset(SvgaGb *gb);
void svga_gb_unrealize(SvgaGb *gb);

/* True if freed memory still has to be given back to the host. */
bool svga_gb_owes(const SvgaGb *gb);

/*
 * Give it back as far as the slice allows; false if some is left.  Nothing else
 * may run before, so that no command fails for lack of memory that was already
 * freed.
 */
bool svga_gb_settle(SvgaGb *gb);

#endif
