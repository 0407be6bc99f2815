/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A console of QEMU's with the picture it shows, corrected by the palette. */

#ifndef HW_DISPLAY_SVGA_DISPLAY_OUTPUT_H
#define HW_DISPLAY_SVGA_DISPLAY_OUTPUT_H

#include "qemu/bitmap.h"
#include "ui/qemu-pixman.h"
#include "../base/budget.h"
#include "../report/errors.h"
#include "scanout.h"

typedef struct QemuConsole QemuConsole;

#define SVGA_OUTPUT_ROWS 8192

/* Pixels that are new: of some rows, all from column @left up to @right. */
typedef struct SvgaDamage {
    DECLARE_BITMAP(rows, SVGA_OUTPUT_ROWS);
    uint32_t left;
    uint32_t right;
    uint32_t next;              /* the row to look at first */
} SvgaDamage;

/* What all outputs have in common. */
typedef struct SvgaPaint {
    /* device elements */
    SvgaErrors *errors;
    SvgaBudget *budget;
    void *opaque;
    void (*freed)(void *opaque);    /* the budget has something to reclaim */

    /* device state (rebuilt) */
    SvgaGamma gamma;

    /* device state, for a property */
    uint64_t bytes_drawn;       /* of pixels */
} SvgaPaint;

/*
 * Whatever a guest does with a picture is noted here and done when the
 * console is refreshed: nobody else can see it.
 */
typedef struct SvgaOutput {
    /* device elements */
    SvgaPaint *paint;
    QemuConsole *con;
    uint32_t head;

    /* device state (rebuilt) */
    pixman_image_t *plain;      /* as the guest made it; NULL: not ours */
    pixman_image_t *corrected;  /* what is shown unless that is plain */
    bool over_budget;           /* there is no memory for a corrected one */
    SvgaDamage damage;

    /* device state (rebuilt) of console.c */
    bool renew;                 /* something else is to be shown */
    bool refreshing;            /* the console waits for what is being drawn */
    uint64_t spent;             /* bytes of work since it began to wait */
} SvgaOutput;

/*
 * A black x8r8g8b8 picture charged against the budget of guest objects until
 * its last reference is gone; NULL when that is used up.
 */
pixman_image_t *svga_output_picture(SvgaPaint *paint, uint32_t width,
                                    uint32_t height);

/*
 * In a refresh only: show @plain, of which the output takes a reference; what
 * VGA draws; a black screen of a size, or a small one if the budget has no
 * room for that; or that there is nothing to show.
 */
void svga_output_show(SvgaOutput *o, pixman_image_t *plain);
void svga_output_show_vga(SvgaOutput *o);
void svga_output_show_black(SvgaOutput *o, uint32_t width, uint32_t height);
void svga_output_show_nothing(SvgaOutput *o);

/* At any time: @picture goes away, and its memory with it; let go of it. */
void svga_output_release(SvgaOutput *o, const pixman_image_t *picture);

/* At any time: a part of the picture has changed, or all of it. */
void svga_output_damage(SvgaOutput *o, uint32_t x, uint32_t y, uint32_t w,
                        uint32_t h);
void svga_output_damage_all(SvgaOutput *o);

/* The palette is another one. */
void svga_output_gamma_changed(SvgaOutput *o);

/*
 * Correct what is damaged and give it to the console, as long as @left, in
 * bytes, goes.  True once the console has everything.
 */
bool svga_output_draw(SvgaOutput *o, uint64_t *left);

/* Give it what there is by now, for it will wait no longer. */
void svga_output_present(SvgaOutput *o);

/* What that takes at most when everything is damaged. */
uint64_t svga_output_cost(const SvgaOutput *o);

#endif
