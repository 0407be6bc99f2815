/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The hardware cursor: its image, and its position from registers or FIFO. */

#include "qemu/osdep.h"
#include <zlib.h>
#include "ui/console.h"
#include "../object/mob.h"
#include "../trace.h"
#include "cursor.h"

/* Units for telling all consoles about a cursor, whatever its size. */
#define SVGA_CURSOR_WORK (32 * 1024)

void svga_cursor_reset(SvgaDesktop *d)
{
    for (uint32_t head = 0; head < d->max_outputs; head++) {
        dpy_mouse_set(d->outputs[head].con, 0, 0, false);
    }
    svga_cursor_unrealize(d);
    memset(&d->cursor, 0, sizeof(d->cursor));
}

void svga_cursor_unrealize(SvgaDesktop *d)
{
    cursor_unref(d->cursor.picture);
    d->cursor.picture = NULL;
}

/* Only tests ask for it, so it is computed on demand. */
uint32_t svga_cursor_crc(const SvgaDesktop *d)
{
    const QEMUCursor *picture = d->cursor.picture;

    return picture ? crc32(0, (const Bytef *)picture->data,
                           picture->width * picture->height * 4) : 0;
}

/* Tell the consoles the cursor's position, unless they know it. */
static void svga_cursor_show(SvgaDesktop *d, int32_t x, int32_t y, bool on)
{
    SvgaCursorSeen *seen = &d->cursor.seen;
    uint32_t head = svga_desktop_locate(d, &x, &y);

    if (seen->head == head && seen->x == (uint32_t)x &&
        seen->y == (uint32_t)y && seen->on == on) {
        return;
    }
    if (seen->head != head && seen->on) {
        dpy_mouse_set(d->outputs[seen->head].con, 0, 0, false);
    }
    *seen = (SvgaCursorSeen) { head, (uint32_t)x, (uint32_t)y, on };
    trace_svga_cursor_show(d->id, head, x, y, on);
    dpy_mouse_set(d->outputs[head].con, x, y, on);
}

void svga_cursor_set_on(SvgaDesktop *d, uint32_t on)
{
    d->cursor.on = on;
    svga_cursor_show(d, d->cursor.x, d->cursor.y,
                     on == SVGA_CURSOR_ON_SHOW ||
                     on == SVGA_CURSOR_ON_RESTORE_TO_FB);
}

void svga_cursor_moved(SvgaDesktop *d)
{
    svga_cursor_set_on(d, d->cursor.on);
}

void svga_cursor_poll(SvgaDesktop *d)
{
    SvgaCursor *c = &d->cursor;
    uint32_t count;

    if (!d->fifo->running) {
        return;
    }
    count = svga_fifo_reg_read(d->fifo, SVGA_FIFO_CURSOR_COUNT,
                               c->fifo_count);
    if (count == c->fifo_count) {
        return;
    }
    c->fifo_count = count;
    c->x = svga_fifo_reg_read(d->fifo, SVGA_FIFO_CURSOR_X, c->x);
    c->y = svga_fifo_reg_read(d->fifo, SVGA_FIFO_CURSOR_Y, c->y);
    svga_cursor_set_on(d, svga_fifo_reg_read(d->fifo, SVGA_FIFO_CURSOR_ON,
                                             c->on));
    svga_fifo_reg_write(d->fifo, SVGA_FIFO_CURSOR_LAST_UPDATED, count);
}

/* An empty image of that size, or NULL. */
static QEMUCursor *svga_cursor_new(SvgaDesktop *d, const SvgaCursorShape *shape)
{
    QEMUCursor *cursor = NULL;

    if (svga_cursor_shape_ok(shape)) {
        cursor = cursor_alloc(shape->width, shape->height);
    }
    if (!cursor) {
        trace_svga_err_cursor_extent(d->id, shape->width, shape->height,
                                     shape->hot_x, shape->hot_y);
        return NULL;
    }
    cursor->hot_x = shape->hot_x;
    cursor->hot_y = shape->hot_y;
    return cursor;
}

/*
 * Give the finished image to every console: the cursor may move to any of them.
 */
static SvgaStatus svga_cursor_give(SvgaDesktop *d, QEMUCursor *cursor)
{
    svga_work_charge(&d->gb->work, SVGA_CURSOR_WORK +
                     (uint64_t)cursor->width * cursor->height * 4);
    trace_svga_cursor_define(d->id, cursor->width, cursor->height);
    for (uint32_t head = 0; head < d->max_outputs; head++) {
        dpy_cursor_define(d->outputs[head].con, cursor);
    }
    cursor_unref(d->cursor.picture);
    d->cursor.picture = cursor;
    return SVGA_OK;
}

static SvgaStatus svga_cursor_give_alpha(SvgaDesktop *d,
                                         const SvgaCursorShape *shape,
                                         const void *pixels, size_t size)
{
    QEMUCursor *cursor = svga_cursor_new(d, shape);

    if (!cursor) {
        return SVGA_BAD_CURSOR;
    }
    if (size != (size_t)shape->width * shape->height * 4) {
        cursor_unref(cursor);
        return SVGA_BAD_SIZE;
    }
    memcpy(cursor->data, pixels, size);
    return svga_cursor_give(d, cursor);
}

static SvgaStatus svga_cursor_give_masks(SvgaDesktop *d,
                                         const SvgaCursorShape *shape,
                                         const SvgaCursorDepths *depths,
                                         const uint8_t *masks, size_t size)
{
    QEMUCursor *cursor = svga_cursor_depths_ok(depths) ?
                         svga_cursor_new(d, shape) : NULL;

    if (!cursor) {
        return SVGA_BAD_CURSOR;
    }
    if (size != svga_cursor_mask_bytes(shape->width, shape->height,
                                       depths->and_mask) +
                svga_cursor_mask_bytes(shape->width, shape->height,
                                       depths->xor_mask)) {
        cursor_unref(cursor);
        return SVGA_BAD_SIZE;
    }
    svga_cursor_from_masks(cursor->data, shape, depths, masks);
    return svga_cursor_give(d, cursor);
}

SvgaStatus svga_cursor_define_alpha(SvgaDesktop *d,
                                    const SVGAFifoCmdDefineAlphaCursor *cmd,
                                    const uint32_t *pixels, size_t count)
{
    const SvgaCursorShape shape = { cmd->width, cmd->height, cmd->hotspotX,
                                    cmd->hotspotY };

    return svga_cursor_give_alpha(d, &shape, pixels, count * sizeof(*pixels));
}

SvgaStatus svga_cursor_define_masks(SvgaDesktop *d,
                                    const SVGAFifoCmdDefineCursor *cmd,
                                    const uint8_t *masks, size_t size)
{
    const SvgaCursorShape shape = { cmd->width, cmd->height, cmd->hotspotX,
                                    cmd->hotspotY };
    const SvgaCursorDepths depths = { cmd->andMaskDepth, cmd->xorMaskDepth };

    return svga_cursor_give_masks(d, &shape, &depths, masks, size);
}

/* @header and the @data after it are copies of the MOB's contents. */
static SvgaStatus svga_cursor_give_mob(SvgaDesktop *d,
                                       const SVGAGBCursorHeader *header,
                                       const void *data)
{
    const SVGAGBAlphaCursorHeader *alpha = &header->header.alphaHeader;
    const SVGAGBColorCursorHeader *colour = &header->header.colorHeader;
    /* both headers begin alike */
    const SvgaCursorShape shape = { alpha->width, alpha->height,
                                    alpha->hotspotX, alpha->hotspotY };
    const SvgaCursorDepths depths = { colour->andMaskDepth,
                                      colour->xorMaskDepth };

    switch (header->type) {
    case SVGA_ALPHA_CURSOR:
        return svga_cursor_give_alpha(d, &shape, data, header->sizeInBytes);
    case SVGA_COLOR_CURSOR:
        return svga_cursor_give_masks(d, &shape, &depths, data,
                                      header->sizeInBytes);
    default:
        return SVGA_BAD_CURSOR;
    }
}

/*
 * The copy is small and freed on return, so it is not charged to the budget,
 * which may give large blocks back only in a later slice.  Writing the register
 * is a slice of its own.
 */
SvgaStatus svga_cursor_define_mob(SvgaDesktop *d, uint32_t mobid)
{
    SvgaMob *mob = svga_mob_find(d->gb, mobid);
    g_autofree void *data = NULL;
    SVGAGBCursorHeader header;
    SvgaStatus status;

    svga_work_begin(&d->gb->work);
    if (!mob) {
        return SVGA_BAD_MOB;
    }
    status = svga_mob_read(d->gb, mob, 0, &header, sizeof(header));
    if (status != SVGA_OK) {
        return status;
    }
    trace_svga_cursor_define_mob(d->id, mobid, header.type,
                                 header.sizeInBytes);
    if (!header.sizeInBytes ||
        header.sizeInBytes > SVGA_CURSOR_MOB_BYTES_MAX - sizeof(header)) {
        return SVGA_BAD_SIZE;
    }
    data = g_malloc(header.sizeInBytes);
    status = svga_mob_read(d->gb, mob, sizeof(header), data,
                           header.sizeInBytes);
    if (status == SVGA_OK) {
        status = svga_cursor_give_mob(d, &header, data);
    }
    return status;
}
