/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Tests with libvirt's test driver instead of a hypervisor. */

#include "domain/vir.h"

#include "base/error.h"

static virConnectPtr connection;

static void test_errors(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(virDomain) domain = virDomainLookupByName(connection, "absent");

    g_assert_null(domain);
    vir_set_error(&error, "looking");
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_true(g_str_has_prefix(error->message, "looking: "));
}

/* the test driver has no QEMU monitor: an error, not a crash */
static void test_no_monitor(void)
{
    g_autoptr(virDomain) domain = virDomainLookupByName(connection, "test");
    g_autoptr(GError) error = NULL;

    g_assert_nonnull(domain);
    g_assert_null(vir_monitor_command(domain, "query-status", NULL, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
}

static gboolean note_time(gpointer opaque)
{
    *(gboolean *)opaque = TRUE;
    return G_SOURCE_REMOVE;
}

/* one loop serves libvirt and GLib */
static void test_loop(void)
{
    gboolean called = FALSE;

    g_timeout_add(1, note_time, &called);
    while (!called) {
        vir_iterate();
    }
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    g_assert_true(vir_init("/dev/null", NULL));
    connection = virConnectOpen("test:///default");
    g_assert_nonnull(connection);
    g_test_add_func("/vir/errors", test_errors);
    g_test_add_func("/vir/no-monitor", test_no_monitor);
    g_test_add_func("/vir/loop", test_loop);
    status = g_test_run();
    virConnectClose(connection);
    return status;
}
