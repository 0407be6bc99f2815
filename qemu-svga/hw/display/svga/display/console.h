/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The consoles: what each shows, brought up to date when it is refreshed. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_CONSOLE_H
#define HW_DISPLAY_SVGA_DISPLAY_CONSOLE_H

typedef struct SvgaState SvgaState;

void svga_console_realize(SvgaState *s);
void svga_console_unrealize(SvgaState *s);

#endif
