/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Wrappers around libvirt: start, errors, the monitor passthrough. */

#include "domain/vir.h"

#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "base/json-peek.h"
#include "base/json.h"
#include "domain/emulator-log.h"
#include "supervision/supervision.h"

/* The longest audit takes one or two seconds on a busy host. */
#define VIR_MONITOR_SECONDS 60

static void vir_error_ignore(void *opaque, virErrorPtr error)
{
    /* Every caller turns the error into a GError, which main prints once. */
}

gboolean vir_init(const char *log_path, GError **error)
{
    g_autofree char *outputs = g_strdup_printf("3:file:%s", log_path);

    g_setenv("LIBVIRT_LOG_OUTPUTS", outputs, FALSE);
    if (virInitialize() < 0) {
        vir_set_error(error, "libvirt does not start");
        return FALSE;
    }
    virSetErrorFunc(NULL, vir_error_ignore);
    if (virEventRegisterDefaultImpl() < 0) {
        vir_set_error(error, "libvirt's event loop does not start");
        return FALSE;
    }
    return TRUE;
}

void vir_set_error(GError **error, const char *what)
{
    virErrorPtr last = virGetLastError();

    g_autofree char *words = emulator_log_quoted(
        last && last->message ? last->message : "unknown error");

    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT, "%s: %s",
                what, words);
}

void vir_iterate(void)
{
    /* libvirt's default event loop is the default GMainContext. */
    virEventRunDefaultImpl();
}

JsonNode *vir_monitor_command(virDomainPtr domain, const char *name,
                              JsonNode *arguments, GError **error)
{
    g_autoptr(JsonObject) command = json_object_new();
    g_autoptr(JsonObject) reply = NULL;
    g_autofree char *text = NULL;
    g_autofree char *answer = NULL;
    JsonNode *value;
    int status;

    json_object_set_string_member(command, "execute", name);
    if (arguments) {
        json_object_set_member(command, "arguments", arguments);
    }
    text = json_line_from_object(command);
    supervision_limit_begin(VIR_MONITOR_SECONDS);
    status = virDomainQemuMonitorCommand(domain, text, &answer, 0);
    supervision_limit_end();
    if (status < 0) {
        vir_set_error(error, "the QEMU monitor does not answer");
        return NULL;
    }
    reply = json_object_from_line(answer, error);
    if (!reply) {
        return NULL;
    }
    value = json_object_get_member(reply, "return");
    if (!value) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "QEMU refuses %s: %s", name,
                    json_error_description(reply));
        return NULL;
    }
    return json_node_copy(value);
}
