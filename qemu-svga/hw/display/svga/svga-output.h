/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A console of QEMU's with the picture it shows, corrected by the palette. */

#ifndef HW_DISPLAY_SVGA_OUTPUT_H
#define HW_DISPLAY_SVGA_OUTPUT_H

#include "svga-status.h"
#include "ui/qemu-pixman.h"

typedef struct SvgaState SvgaState;
typedef struct QemuConsole QemuConsole;

typedef struct SvgaOutput {
    /* device elements */
    SvgaState *s;
    QemuConsole *con;
    uint32_t head;

    /* device state (rebuilt) */
    pixman_image_t *plain;      /* as the guest made it; NULL: not ours */
    pixman_image_t *corrected;  /* what is shown unless that is plain */
    bool redraw;                /* everything is new to the console */
} SvgaOutput;

/*
 * A black x8r8g8b8 picture charged against the budget of guest objects until
 * its last reference is gone; NULL when that is used up.
 */
pixman_image_t *svga_output_picture(SvgaState *s, uint32_t width,
                                    uint32_t height);

/*
 * Show @plain, of which the output takes a reference; or a black screen of a
 * size, for somebody else to draw on; or that there is nothing to show.
 */
void svga_output_show(SvgaOutput *o, pixman_image_t *plain);
void svga_output_show_black(SvgaOutput *o, uint32_t width, uint32_t height);
void svga_output_show_nothing(SvgaOutput *o);

/* A part of the picture shown has changed: correct it; tell the console. */
void svga_output_correct(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                         uint32_t h);
void svga_output_damage(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                        uint32_t h);

/* The palette is another one. */
void svga_output_gamma_changed(SvgaOutput *o);

#endif
