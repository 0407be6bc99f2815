/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hardware cursor: its picture, and its position by registers or FIFO. */

#include "qemu/osdep.h"
#include "svga.h"
#include "trace.h"
#include "ui/console.h"

void svga_cursor_reset(SvgaState *s)
{
    memset(&s->cursor, 0, sizeof(s->cursor));
    dpy_mouse_set(s->vga.con, 0, 0, false);
}

/* Tell the console where the cursor is, unless it knows. */
static void svga_cursor_show(SvgaState *s, uint32_t x, uint32_t y, bool on)
{
    SvgaCursor *c = &s->cursor;

    if (c->shown_x == x && c->shown_y == y && c->shown == on) {
        return;
    }
    c->shown_x = x;
    c->shown_y = y;
    c->shown = on;
    trace_svga_cursor_show(s->id, x, y, on);
    dpy_mouse_set(s->vga.con, x, y, on);
}

void svga_cursor_set_on(SvgaState *s, uint32_t on)
{
    s->cursor.on = on;
    svga_cursor_show(s, s->cursor.x, s->cursor.y, on != SVGA_CURSOR_ON_HIDE);
}

void svga_cursor_poll(SvgaState *s)
{
    SvgaCursor *c = &s->cursor;
    uint32_t count = svga_fifo_reg_read(&s->fifo, SVGA_FIFO_CURSOR_COUNT,
                                        c->fifo_count);

    if (!s->fifo.running || count == c->fifo_count) {
        return;
    }
    c->fifo_count = count;
    c->x = svga_fifo_reg_read(&s->fifo, SVGA_FIFO_CURSOR_X, c->x);
    c->y = svga_fifo_reg_read(&s->fifo, SVGA_FIFO_CURSOR_Y, c->y);
    svga_cursor_set_on(s, svga_fifo_reg_read(&s->fifo, SVGA_FIFO_CURSOR_ON,
                                             c->on));
    svga_fifo_reg_write(&s->fifo, SVGA_FIFO_CURSOR_LAST_UPDATED, count);
}

SvgaStatus svga_cursor_define_alpha(SvgaState *s,
                                    const SVGAFifoCmdDefineAlphaCursor *cmd,
                                    const uint32_t *pixels, size_t count)
{
    QEMUCursor *cursor;

    if (!cmd->width || cmd->width > SVGA_CURSOR_DIMENSION_MAX ||
        !cmd->height || cmd->height > SVGA_CURSOR_DIMENSION_MAX ||
        cmd->hotspotX >= cmd->width || cmd->hotspotY >= cmd->height) {
        trace_svga_err_cursor_extent(s->id, cmd->width, cmd->height,
                                     cmd->hotspotX, cmd->hotspotY);
        return SVGA_BAD_CURSOR;
    }
    if (count != (size_t)cmd->width * cmd->height) {
        return SVGA_BAD_SIZE;
    }
    cursor = cursor_alloc(cmd->width, cmd->height);
    if (!cursor) {
        return SVGA_BAD_CURSOR;
    }
    cursor->hot_x = cmd->hotspotX;
    cursor->hot_y = cmd->hotspotY;
    memcpy(cursor->data, pixels, count * sizeof(*pixels));
    trace_svga_cursor_define(s->id, cmd->width, cmd->height);
    dpy_cursor_define(s->vga.con, cursor);
    cursor_unref(cursor);
    return SVGA_OK;
}
