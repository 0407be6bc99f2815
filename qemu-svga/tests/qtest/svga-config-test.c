/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Invalid device configuration ends QEMU with a message. */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "libqos/svga.h"

/* Invalid configuration yields one clear message, not a crash. */
static void test_bad_properties(void)
{
    static const struct {
        const char *property;
        const char *message;
    } bad[] = {
        { "level=L9", "level 'L9' is not implemented" },
        { "host-memory=1", "host-memory must be at least 1M" },
        { "inject=drop", "'drop' is no fault to inject" },
        { "reports=nowhere", "can't find value 'nowhere'" },
    };
    g_autofree char *firmware = qsvga_firmware(NULL, 0);

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        g_autofree char *device = g_strdup_printf("vmware-svga,%s",
                                                  bad[i].property);
        const char *const argv[] = {
            g_getenv("QTEST_QEMU_BINARY"), "-machine", "pc,accel=qtest",
            "-bios", firmware, "-nodefaults", "-display", "none",
            "-device", device, NULL,
        };
        g_autofree char *output = NULL;
        int status;

        g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
                                   G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                                   NULL, &output, &status, NULL));
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, 1);
        g_assert_nonnull(strstr(output, bad[i].message));
    }
    unlink(firmware);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/svga/config-properties", test_bad_properties);
    return g_test_run();
}
