/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The parts of the device that commands act on. */

#ifndef HW_DISPLAY_SVGA_COMMAND_PARTS_H
#define HW_DISPLAY_SVGA_COMMAND_PARTS_H

#include "../display/desktop.h"
#include "../guest/irq.h"
#include "../object/gb.h"
#include "../report/report.h"

struct SvgaParts {
    SvgaGb *gb;
    SvgaReport *report;
    SvgaDesktop *desktop;
    SvgaIrq *irq;
};

#endif
