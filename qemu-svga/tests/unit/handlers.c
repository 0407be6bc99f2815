/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One recording stand-in for each handler of the command table. */

#include "qemu/osdep.h"
#include "handlers.h"

HandlerCall handler_call;

#define STAND_IN(id, handler, type, bytes, flags) \
    SvgaStatus handler(const SvgaParts *parts, const void *body, size_t size) \
    { \
        handler_call.name = #handler; \
        handler_call.parts = parts; \
        handler_call.body = body; \
        handler_call.size = size; \
        return handler_call.status; \
    }

SVGA_CMD_2D_LIST(STAND_IN)
SVGA_CMD_3D_LIST(STAND_IN)
