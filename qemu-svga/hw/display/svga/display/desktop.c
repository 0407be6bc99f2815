/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Maps positions on the desktop to consoles. */

#include "qemu/osdep.h"
#include "desktop.h"

/* The target that shows a position; the first console if none does. */
uint32_t svga_desktop_locate(const SvgaDesktop *d, int32_t *x, int32_t *y)
{
    const SvgaScreenTarget *target = d->targets;
    uint32_t head = d->max_outputs;

    if (d->mode != SVGA_SCREEN_TARGET) {
        return 0;
    }
    while (head-- > 0) {
        int64_t in_x = (int64_t)*x - target[head].x_root;
        int64_t in_y = (int64_t)*y - target[head].y_root;

        if (!target[head].defined) {
            continue;
        }
        if (!head || (in_x >= 0 && in_x < target[head].width &&
                      in_y >= 0 && in_y < target[head].height)) {
            *x = MIN(MAX(in_x, INT32_MIN), INT32_MAX);
            *y = MIN(MAX(in_y, INT32_MIN), INT32_MAX);
            return head;
        }
    }
    return 0;
}
