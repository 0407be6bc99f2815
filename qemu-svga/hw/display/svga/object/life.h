/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Life of the guest-backed objects' state: realize, reset, unrealize. */

#ifndef HW_DISPLAY_SVGA_OBJECT_LIFE_H
#define HW_DISPLAY_SVGA_OBJECT_LIFE_H

#include "gb.h"

/*
 * @host_memory is the budget in bytes; @mem and @hooks are copied and every
 * function of theirs is needed.  account keeps the value it has.
 */
void svga_gb_realize(SvgaGb *gb, const SvgaMemOps *mem,
                     const SvgaGbHooks *hooks, SvgaReport *report,
                     SvgaInject *inject, uint64_t host_memory);

/*
 * Drop every object and the running job, without looking for losses: a reset
 * is no statement of the guest about its surfaces.  Statistics stay.  Objects
 * are freed by svga_gb_settle() and charged until then.
 */
void svga_gb_reset(SvgaGb *gb);
void svga_gb_unrealize(SvgaGb *gb);

/* Something was freed that is still to be given back to the host. */
bool svga_gb_owes(const SvgaGb *gb);

/*
 * Give it back, as far as the slice goes; false if some is left.  Nothing
 * else is done before, so that no command fails for want of memory that was
 * freed already.
 */
bool svga_gb_settle(SvgaGb *gb);

#endif
