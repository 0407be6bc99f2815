/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One QEMU console and the picture it shows, corrected by the palette. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_OUTPUT_H
#define HW_DISPLAY_SVGA_DISPLAY_OUTPUT_H

#include "qemu/bitmap.h"
#include "ui/qemu-pixman.h"
#include "../base/budget.h"
#include "../report/errors.h"
#include "scanout.h"

typedef struct QemuConsole QemuConsole;

#define SVGA_OUTPUT_ROWS 8192

/* New pixels: in the rows set, all columns from @left up to @right. */
typedef struct SvgaDamage {
    DECLARE_BITMAP(rows, SVGA_OUTPUT_ROWS);
    uint32_t left;
    uint32_t right;
    uint32_t next;              /* first row to look at */
} SvgaDamage;

/* State shared by all outputs. */
typedef struct SvgaPaint {
    /* device elements */
    SvgaErrors *errors;
    SvgaBudget *budget;
    void *opaque;
    void (*freed)(void *opaque);    /* the budget has memory to reclaim */

    /* device state (rebuilt) */
    SvgaGamma gamma;

    /* device state, for a property */
    uint64_t bytes_drawn;       /* bytes of pixels */
} SvgaPaint;

/*
 * Guest changes to a picture are only noted here; they are applied when the
 * console is refreshed, before which nobody can see them.
 */
typedef struct SvgaOutput {
    /* device elements */
    SvgaPaint *paint;
    QemuConsole *con;
    uint32_t head;

    /* device state (rebuilt) */
    pixman_image_t *plain;      /* as the guest made it; NULL: not ours */
    pixman_image_t *corrected;  /* shown instead unless NULL */
    bool over_budget;           /* no memory for a corrected picture */
    SvgaDamage damage;

    /* device state (rebuilt) of console.c */
    bool renew;                 /* the contents have to be replaced */
    bool refreshing;            /* the console waits for the drawing to end */
    uint64_t spent;             /* bytes of work since the wait began */
} SvgaOutput;

/*
 * A black x8r8g8b8 picture, charged to the budget of guest objects until its
 * last reference is dropped; NULL if over budget.
 */
pixman_image_t *svga_output_picture(SvgaPaint *paint, uint32_t width,
                                    uint32_t height);

/*
 * Only during a refresh.  Show @plain, to which the output takes a reference;
 * what VGA draws; a black screen of the given size, or a small one if the
 * budget has no room for it; or a message that nothing is shown.
 */
void svga_output_show(SvgaOutput *o, pixman_image_t *plain);
void svga_output_show_vga(SvgaOutput *o);
void svga_output_show_black(SvgaOutput *o, uint32_t width, uint32_t height);
void svga_output_show_nothing(SvgaOutput *o);

/* At any time: drop @picture, whose memory is about to be freed. */
void svga_output_release(SvgaOutput *o, const pixman_image_t *picture);

/* At any time: part of the picture, or all of it, has changed. */
void svga_output_damage(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                        uint32_t h);
void svga_output_damage_all(SvgaOutput *o);

/* The palette has changed. */
void svga_output_gamma_changed(SvgaOutput *o);

/*
 * Correct the damaged pixels and give them to the console, up to @left bytes.
 * True once the console is up to date.
 */
bool svga_output_draw(SvgaOutput *o, uint64_t *left);

/* Give the console what is there by now; it waits no longer. */
void svga_output_present(SvgaOutput *o);

/* Upper bound of that work, with everything damaged. */
uint64_t svga_output_cost(const SvgaOutput *o);

#endif
