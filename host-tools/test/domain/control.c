/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The control port's request and reply lines. */

#include "domain/control.h"

#include "base/error.h"
#include "base/json.h"
#include "domain/channel.h"

static JsonObject *op_double(gpointer opaque, JsonObject *request,
                             GError **error)
{
    JsonObject *reply;
    guint64 value;

    if (!json_get_uint(request, "value", 100, &value, error)) {
        return NULL;
    }
    reply = control_ok();
    json_object_set_int_member(reply, "value", value * 2);
    return reply;
}

static JsonObject *op_later(gpointer opaque, JsonObject *request,
                            GError **error)
{
    *(gboolean *)opaque = TRUE;
    return NULL;
}

static const ControlOp ops[] = {
    { "double", op_double },
    { "later", op_later },
    { NULL, NULL },
};

static void check_reply(const char *line, const char *start)
{
    g_autofree char *reply = control_handle(line, ops, NULL);

    g_assert_nonnull(reply);
    g_assert_true(g_str_has_prefix(reply, start));
    g_assert_null(strchr(reply, '\n'));
}

static void test_replies(void)
{
    check_reply("{\"op\":\"double\",\"value\":21}",
                "{\"ok\":true,\"value\":42}");
    check_reply("{\"op\":\"double\"}", "{\"ok\":false,\"error\":");
    check_reply("{\"op\":\"other\"}", "{\"ok\":false,\"error\":");
    check_reply("{\"value\":1}", "{\"ok\":false,\"error\":");
    check_reply("{\"op\":1}", "{\"ok\":false,\"error\":");
    check_reply("junk", "{\"ok\":false,\"error\":");
    check_reply("", "{\"ok\":false,\"error\":");
}

/* As long as a line of a guest may be. */
static void test_deep(void)
{
    g_autofree char *line = g_strnfill(CHANNEL_LINE_MAX, '[');

    check_reply(line, "{\"ok\":false,\"error\":");
}

static void test_later(void)
{
    gboolean called = FALSE;

    g_assert_null(control_handle("{\"op\":\"later\"}", ops, &called));
    g_assert_true(called);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/control/replies", test_replies);
    g_test_add_func("/control/deep", test_deep);
    g_test_add_func("/control/later", test_later);
    return g_test_run();
}
