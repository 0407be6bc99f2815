/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The consoles: choose what each one shows, and update it on refresh. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CONSOLE_H
#define HW_DISPLAY_SVGA_DISPLAY_CONSOLE_H

#include "desktop.h"

void svga_console_realize(SvgaDesktop *d);
void svga_console_unrealize(SvgaDesktop *d);

#endif
