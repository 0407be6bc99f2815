/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The table of guest commands: framing, lookup and dispatch. */

#ifndef HW_DISPLAY_SVGA_COMMAND_TABLE_H
#define HW_DISPLAY_SVGA_COMMAND_TABLE_H

#include "svga3d_reg.h"
#include "../base/status.h"

typedef struct SvgaParts SvgaParts;

#define SVGA_CMD_VARLEN (1u << 0)   /* more may follow the fixed part */

/*
 * To add a command, add a line here {id, handler, type of the fixed part, its
 * size in the ABI, flags}, and the handler in the handle-*.c of its kind.  A
 * legacy command with VARLEN also needs a line in svga_cmd_tail_bytes().  The
 * size is asserted against the headers, and tests/qtest/svga-cmd-test.c
 * requires a valid example of every command.
 */
#define SVGA_CMD_2D_LIST(X) \
    X(SVGA_CMD_UPDATE, svga_cmd_update, SVGAFifoCmdUpdate, 16, 0) \
    X(SVGA_CMD_DEFINE_CURSOR, svga_cmd_define_cursor, \
      SVGAFifoCmdDefineCursor, 28, SVGA_CMD_VARLEN) \
    X(SVGA_CMD_DEFINE_ALPHA_CURSOR, svga_cmd_define_alpha_cursor, \
      SVGAFifoCmdDefineAlphaCursor, 20, SVGA_CMD_VARLEN) \
    X(SVGA_CMD_FENCE, svga_cmd_fence, SVGAFifoCmdFence, 4, 0)

#define SVGA_CMD_3D_LIST(X) \
    X(SVGA_3D_CMD_SURFACE_COPY, svga_cmd_surface_copy, \
      SVGA3dCmdSurfaceCopy, 24, SVGA_CMD_VARLEN) \
    X(SVGA_3D_CMD_PRESENT_READBACK, svga_cmd_present_readback, SvgaCmdNop, 0, \
      SVGA_CMD_VARLEN) \
    X(SVGA_3D_CMD_SET_OTABLE_BASE, svga_cmd_set_otable_base, \
      SVGA3dCmdSetOTableBase, 20, 0) \
    X(SVGA_3D_CMD_READBACK_OTABLE, svga_cmd_readback_otable, \
      SVGA3dCmdReadbackOTable, 4, 0) \
    X(SVGA_3D_CMD_DEFINE_GB_MOB, svga_cmd_define_gb_mob, \
      SVGA3dCmdDefineGBMob, 16, 0) \
    X(SVGA_3D_CMD_DESTROY_GB_MOB, svga_cmd_destroy_gb_mob, \
      SVGA3dCmdDestroyGBMob, 4, 0) \
    X(SVGA_3D_CMD_UPDATE_GB_MOB_MAPPING, svga_cmd_update_gb_mob_mapping, \
      SVGA3dCmdUpdateGBMobMapping, 4, 0) \
    X(SVGA_3D_CMD_DEFINE_GB_SURFACE, svga_cmd_define_gb_surface, \
      SVGA3dCmdDefineGBSurface, 36, 0) \
    X(SVGA_3D_CMD_DESTROY_GB_SURFACE, svga_cmd_destroy_gb_surface, \
      SVGA3dCmdDestroyGBSurface, 4, 0) \
    X(SVGA_3D_CMD_BIND_GB_SURFACE, svga_cmd_bind_gb_surface, \
      SVGA3dCmdBindGBSurface, 8, 0) \
    X(SVGA_3D_CMD_UPDATE_GB_IMAGE, svga_cmd_update_gb_image, \
      SVGA3dCmdUpdateGBImage, 36, 0) \
    X(SVGA_3D_CMD_UPDATE_GB_SURFACE, svga_cmd_update_gb_surface, \
      SVGA3dCmdUpdateGBSurface, 4, 0) \
    X(SVGA_3D_CMD_READBACK_GB_IMAGE, svga_cmd_readback_gb_image, \
      SVGA3dCmdReadbackGBImage, 12, 0) \
    X(SVGA_3D_CMD_READBACK_GB_SURFACE, svga_cmd_readback_gb_surface, \
      SVGA3dCmdReadbackGBSurface, 4, 0) \
    X(SVGA_3D_CMD_INVALIDATE_GB_IMAGE, svga_cmd_invalidate_gb_image, \
      SVGA3dCmdInvalidateGBImage, 12, 0) \
    X(SVGA_3D_CMD_INVALIDATE_GB_SURFACE, svga_cmd_invalidate_gb_surface, \
      SVGA3dCmdInvalidateGBSurface, 4, 0) \
    X(SVGA_3D_CMD_SET_OTABLE_BASE64, svga_cmd_set_otable_base64, \
      SVGA3dCmdSetOTableBase64, 24, 0) \
    X(SVGA_3D_CMD_NOP, svga_cmd_nop, SvgaCmdNop, 0, SVGA_CMD_VARLEN) \
    X(SVGA_3D_CMD_DEFINE_GB_SCREENTARGET, svga_cmd_define_gb_screentarget, \
      SVGA3dCmdDefineGBScreenTarget, 28, 0) \
    X(SVGA_3D_CMD_DESTROY_GB_SCREENTARGET, svga_cmd_destroy_gb_screentarget, \
      SVGA3dCmdDestroyGBScreenTarget, 4, 0) \
    X(SVGA_3D_CMD_BIND_GB_SCREENTARGET, svga_cmd_bind_gb_screentarget, \
      SVGA3dCmdBindGBScreenTarget, 16, 0) \
    X(SVGA_3D_CMD_UPDATE_GB_SCREENTARGET, svga_cmd_update_gb_screentarget, \
      SVGA3dCmdUpdateGBScreenTarget, 20, 0) \
    X(SVGA_3D_CMD_READBACK_GB_IMAGE_PARTIAL, \
      svga_cmd_readback_gb_image_partial, \
      SVGA3dCmdReadbackGBImagePartial, 40, 0) \
    X(SVGA_3D_CMD_INVALIDATE_GB_IMAGE_PARTIAL, \
      svga_cmd_invalidate_gb_image_partial, \
      SVGA3dCmdInvalidateGBImagePartial, 40, 0) \
    X(SVGA_3D_CMD_DEFINE_GB_MOB64, svga_cmd_define_gb_mob64, \
      SVGA3dCmdDefineGBMob64, 20, 0) \
    X(SVGA_3D_CMD_REDEFINE_GB_MOB64, svga_cmd_redefine_gb_mob64, \
      SVGA3dCmdRedefineGBMob64, 20, 0) \
    X(SVGA_3D_CMD_NOP_ERROR, svga_cmd_nop_error, SvgaCmdNop, 0, \
      SVGA_CMD_VARLEN) \
    X(SVGA_3D_CMD_GROW_OTABLE, svga_cmd_grow_otable, \
      SVGA3dCmdGrowOTable, 24, 0) \
    X(SVGA_3D_CMD_INTRA_SURFACE_COPY, svga_cmd_intra_surface_copy, \
      SVGA3dCmdIntraSurfaceCopy, 48, 0)

/* A NOP and its like have no fixed part; their payload is arbitrary. */
typedef struct SvgaCmdNop {
    uint8_t payload[0];
} SvgaCmdNop;

/* @body is the device's own copy of the bytes after the id or header. */
typedef SvgaStatus SvgaCmdHandler(const SvgaParts *parts, const void *body,
                                  size_t size);

typedef struct SvgaCmd {
    uint32_t id;
    uint32_t size;              /* of the fixed part, bytes */
    uint32_t flags;
    const char *name;           /* as in the headers, without SVGA_(3D_)CMD_ */
    SvgaCmdHandler *handler;
} SvgaCmd;

/* Layout of a command in the byte stream. */
typedef struct SvgaCmdFrame {
    uint32_t id;
    uint32_t header;            /* bytes before the body: 4 or 8 */
    uint32_t body;              /* bytes of the body, a multiple of 4 */
} SvgaCmdFrame;

/* The most bytes that svga_cmd_frame() needs. */
#define SVGA_CMD_HEAD_MAX 32

#define SVGA_CMD_DECLARE(id, handler, type, size, flags) \
    SvgaCmdHandler handler;
SVGA_CMD_2D_LIST(SVGA_CMD_DECLARE)
SVGA_CMD_3D_LIST(SVGA_CMD_DECLARE)
#undef SVGA_CMD_DECLARE

/* NULL for a command that the device does not implement. */
const SvgaCmd *svga_cmd_find(uint32_t id);

/* For messages; "unknown" for ids that are not in the table. */
const char *svga_cmd_name(uint32_t id);

/*
 * Frame the command whose first @len bytes are @head.  SVGA_AGAIN if more bytes
 * are needed.  Any command with a 3D header can be framed, known or not;
 * SVGA_BAD_COMMAND and SVGA_BAD_SIZE mean that the start of the next command is
 * unknown.
 */
SvgaStatus svga_cmd_frame(const void *head, size_t len, SvgaCmdFrame *frame);

/* Look up the command, check its size, call the handler. */
SvgaStatus svga_cmd_dispatch(const SvgaParts *parts, uint32_t id,
                             const void *body, size_t size);

#endif
