/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The control port's protocol: one JSON request per line, one JSON reply. */

#include "domain/control.h"

#include "base/error.h"
#include "base/json.h"

JsonObject *control_ok(void)
{
    JsonObject *reply = json_object_new();

    json_object_set_boolean_member(reply, "ok", TRUE);
    return reply;
}

char *control_reply_line(JsonObject *reply, const GError *error)
{
    g_autoptr(JsonObject) owned = reply;

    if (!owned) {
        owned = json_object_new();
        json_object_set_boolean_member(owned, "ok", FALSE);
        json_object_set_string_member(owned, "error", error->message);
    }
    return json_line_from_object(owned);
}

static ControlHandler control_find(const char *name, const ControlOp *ops,
                                   GError **error)
{
    for (; ops->name; ops++) {
        if (g_str_equal(name, ops->name)) {
            return ops->handler;
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "unknown op '%.40s'", name);
    return NULL;
}

char *control_handle(const char *line, const ControlOp *ops, gpointer opaque)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) request = json_object_from_line(line, &error);
    ControlHandler handler = NULL;
    JsonObject *reply = NULL;
    const char *name;

    if (request && json_get_string(request, "op", &name, &error)) {
        handler = control_find(name, ops, &error);
    }
    if (handler) {
        reply = handler(opaque, request, &error);
    }
    if (!reply && !error) {
        return NULL;
    }
    return control_reply_line(reply, error);
}
