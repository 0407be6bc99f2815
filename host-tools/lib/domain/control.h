/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The control port's protocol: one JSON request per line, one JSON reply. */

#ifndef SVGALAB_CONTROL_H
#define SVGALAB_CONTROL_H

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * Answer @request. Returns a new object, or NULL with @error, which is sent to
 * the guest as {"ok":false}, or NULL without @error if the answer comes later.
 */
typedef JsonObject *(*ControlHandler)(gpointer opaque, JsonObject *request,
                                      GError **error);

typedef struct ControlOp {
    const char *name;       /* the request's "op"; NULL ends the table */
    ControlHandler handler;
} ControlOp;

/* The reply to @line according to @ops, or NULL if it comes later. */
char *control_handle(const char *line, const ControlOp *ops, gpointer opaque);

/* {"ok":true}, to which members can be added. */
JsonObject *control_ok(void);

/* A late answer as a line: @reply (consumed), or @error if @reply is NULL. */
char *control_reply_line(JsonObject *reply, const GError *error);

#endif
