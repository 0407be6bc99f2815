/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The command table: framing, lookup and the dispatcher. */

#include "qemu/osdep.h"
#include "../display/cursor-image.h"
#include "table.h"

/* Commands are used in place, in the byte order of guest memory. */
QEMU_BUILD_BUG_ON(G_BYTE_ORDER != G_LITTLE_ENDIAN);

#define SVGA_CMD_CHECK(id, handler, type, bytes, flags) \
    QEMU_BUILD_BUG_ON(sizeof(type) != (bytes));
SVGA_CMD_2D_LIST(SVGA_CMD_CHECK)
SVGA_CMD_3D_LIST(SVGA_CMD_CHECK)
QEMU_BUILD_BUG_ON(sizeof(SVGA3dCmdHeader) != 8);
QEMU_BUILD_BUG_ON(sizeof(SVGA3dCopyBox) != 36);

#define SVGA_CMD_ENTRY_2D(id, handler, type, bytes, flags) \
    { id, bytes, flags, &#id[sizeof("SVGA_CMD_") - 1], handler },
#define SVGA_CMD_ENTRY_3D(id, handler, type, bytes, flags) \
    { id, bytes, flags, &#id[sizeof("SVGA_3D_CMD_") - 1], handler },

/* In ascending order of id, like the lists in the header. */
static const SvgaCmd svga_cmds[] = {
    SVGA_CMD_2D_LIST(SVGA_CMD_ENTRY_2D)
    SVGA_CMD_3D_LIST(SVGA_CMD_ENTRY_3D)
};

static int svga_cmd_compare(const void *key, const void *entry)
{
    uint32_t id = *(const uint32_t *)key;
    const SvgaCmd *cmd = entry;

    return id < cmd->id ? -1 : id > cmd->id;
}

const SvgaCmd *svga_cmd_find(uint32_t id)
{
    return bsearch(&id, svga_cmds, ARRAY_SIZE(svga_cmds),
                   sizeof(svga_cmds[0]), svga_cmd_compare);
}

const char *svga_cmd_name(uint32_t id)
{
    const SvgaCmd *cmd = svga_cmd_find(id);

    return cmd ? cmd->name : "unknown";
}

static uint32_t svga_word(const uint8_t *head, size_t index)
{
    uint32_t word;

    memcpy(&word, head + index * sizeof(word), sizeof(word));
    return word;
}

static uint64_t svga_cmd_alpha_cursor_bytes(const uint8_t *body)
{
    SVGAFifoCmdDefineAlphaCursor cursor;

    memcpy(&cursor, body, sizeof(cursor));
    if (cursor.width > SVGA_CMD_MAX_DATASIZE ||
        cursor.height > SVGA_CMD_MAX_DATASIZE) {
        return UINT64_MAX;
    }
    return (uint64_t)cursor.width * cursor.height * sizeof(uint32_t);
}

static uint64_t svga_cmd_cursor_bytes(const uint8_t *body)
{
    SVGAFifoCmdDefineCursor cursor;

    memcpy(&cursor, body, sizeof(cursor));
    if (cursor.width > SVGA_CMD_MAX_DATASIZE ||
        cursor.height > SVGA_CMD_MAX_DATASIZE ||
        cursor.andMaskDepth > 32 || cursor.xorMaskDepth > 32) {
        return UINT64_MAX;
    }
    return svga_cursor_mask_bytes(cursor.width, cursor.height,
                                  cursor.andMaskDepth) +
           svga_cursor_mask_bytes(cursor.width, cursor.height,
                                  cursor.xorMaskDepth);
}

/* Bytes after the fixed part of a legacy command, computed from that part. */
static uint64_t svga_cmd_tail_bytes(uint32_t id, const uint8_t *body)
{
    switch (id) {
    case SVGA_CMD_DEFINE_CURSOR:
        return svga_cmd_cursor_bytes(body);
    case SVGA_CMD_DEFINE_ALPHA_CURSOR:
        return svga_cmd_alpha_cursor_bytes(body);
    default:
        return 0;
    }
}

static SvgaStatus svga_cmd_frame_2d(const uint8_t *head, size_t len,
                                    SvgaCmdFrame *frame)
{
    const SvgaCmd *cmd = svga_cmd_find(frame->id);
    uint64_t tail = 0;

    if (!cmd) {
        return SVGA_BAD_COMMAND;
    }
    frame->header = sizeof(uint32_t);
    if (cmd->flags & SVGA_CMD_VARLEN) {
        if (len < frame->header + cmd->size) {
            return SVGA_AGAIN;
        }
        tail = svga_cmd_tail_bytes(frame->id, head + frame->header);
    }
    if (tail > INT32_MAX) {
        return SVGA_BAD_SIZE;
    }
    frame->body = cmd->size + tail;
    return SVGA_OK;
}

SvgaStatus svga_cmd_frame(const void *head, size_t len, SvgaCmdFrame *frame)
{
    if (len < sizeof(uint32_t)) {
        return SVGA_AGAIN;
    }
    frame->id = svga_word(head, 0);
    if (frame->id < SVGA_3D_CMD_BASE) {
        return svga_cmd_frame_2d(head, len, frame);
    }
    if (frame->id >= SVGA_3D_CMD_FUTURE_MAX) {
        return SVGA_BAD_COMMAND;
    }
    if (len < sizeof(SVGA3dCmdHeader)) {
        return SVGA_AGAIN;
    }
    frame->header = sizeof(SVGA3dCmdHeader);
    frame->body = svga_word(head, 1);
    return frame->body % sizeof(uint32_t) || frame->body > INT32_MAX ?
           SVGA_BAD_SIZE : SVGA_OK;
}

SvgaStatus svga_cmd_dispatch(const SvgaParts *parts, uint32_t id,
                             const void *body, size_t size)
{
    const SvgaCmd *cmd = svga_cmd_find(id);

    if (!cmd) {
        return SVGA_BAD_COMMAND;
    }
    if (size < cmd->size ||
        (size > cmd->size && !(cmd->flags & SVGA_CMD_VARLEN))) {
        return SVGA_BAD_SIZE;
    }
    return cmd->handler(parts, body, size);
}
