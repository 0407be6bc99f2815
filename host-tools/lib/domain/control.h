/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The control port's protocol: one JSON request a line, one JSON reply. */

#ifndef SVGALAB_CONTROL_H
#define SVGALAB_CONTROL_H

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * Answer @request: a new object, or NULL with @error, which the guest gets as
 * {"ok":false}; or NULL without @error when the answer comes later.
 */
typedef JsonObject *(*ControlHandler)(gpointer opaque, JsonObject *request,
                                      GError **error);

typedef struct ControlOp {
    const char *name;       /* the request's "op"; NULL ends the table */
    ControlHandler handler;
} ControlOp;

/* The reply to @line by the table @ops, or NULL when it comes later. */
char *control_handle(const char *line, const ControlOp *ops, gpointer opaque);

/* {"ok":true}, to be extended. */
JsonObject *control_ok(void);

/* A late answer as a line: @reply (consumed), or @error if that is NULL. */
char *control_reply_line(JsonObject *reply, const GError *error);

#endif
