/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Stand-ins for the command handlers that record how they were called. */

#ifndef SVGA_TESTS_HANDLERS_H
#define SVGA_TESTS_HANDLERS_H

#include "command/table.h"

/* The last call; name is NULL if there was none since the test cleared it. */
typedef struct HandlerCall {
    const char *name;
    const SvgaParts *parts;
    const void *body;
    size_t size;
    SvgaStatus status;          /* returned by the stand-ins */
} HandlerCall;

extern HandlerCall handler_call;

#endif
