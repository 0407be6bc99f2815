/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The artifacts file: complete, incomplete, broken. */

#include "input/artifacts.h"

#include <glib/gstdio.h>

#include "base/error.h"

static char *write_file(const char *text)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("svgalab-test-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return g_steal_pointer(&path);
}

static Artifacts *load_text(const char *text, GError **error)
{
    g_autofree char *path = write_file(text);
    Artifacts *artifacts = artifacts_load(path, error);

    g_unlink(path);
    return artifacts;
}

static void test_load(void)
{
    g_autoptr(Artifacts) artifacts = load_text(
        "[artifacts]\nqemu=/bin/true\nkernel-stock=/k\n"
        "kernel-stock-version=6.12.117\nkernel-stock-layout=a.b:8,a.c:-16\n"
        "device-level=L1\ninitramfs=\n", NULL);

    g_assert_cmpstr(artifacts->qemu, ==, "/bin/true");
    g_assert_cmpstr(artifacts->kernel[KERNEL_STOCK], ==, "/k");
    g_assert_cmpstr(artifacts->kernel_version[KERNEL_STOCK], ==, "6.12.117");
    g_assert_cmpstr(artifacts->kernel_layout[KERNEL_STOCK], ==,
                    "a.b:8,a.c:-16");
    g_assert_null(artifacts->kernel[KERNEL_PATCHED]);
    g_assert_null(artifacts->kernel_layout[KERNEL_PATCHED]);
    g_assert_null(artifacts->initramfs);
    g_assert_cmpstr(artifacts->device_level, ==, "L1");
    g_assert_nonnull(artifacts->cache_dir);
}

static void test_bad(void)
{
    static const char *const texts[] = { "", "[other]\nqemu=/x\n", "junk\n" };

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(load_text(texts[i], &error));
        g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    }
}

static void test_none(void)
{
    g_autoptr(GError) unnamed = NULL;
    g_autoptr(GError) absent = NULL;

    g_unsetenv("SVGALAB_ARTIFACTS");
    g_assert_null(artifacts_load(NULL, &unnamed));
    g_assert_error(unnamed, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_null(artifacts_load("/nonexistent/file", &absent));
    g_assert_error(absent, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
}

static void test_check(void)
{
    g_autoptr(Artifacts) artifacts = load_text(
        "[artifacts]\nqemu=/bin/sh\nkernel-stock=/bin/sh\n"
        "kernel-patched=/nonexistent\ninitramfs=/bin/sh\ncases=/bin/sh\n"
        "kernel-image-initramfs=/bin/ls\nexpectations=/\n", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(artifacts_check(artifacts, KERNEL_STOCK, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(artifacts_initramfs(artifacts, KERNEL_STOCK), ==,
                    "/bin/sh");
    g_assert_cmpstr(artifacts_initramfs(artifacts, KERNEL_IMAGE), ==,
                    "/bin/ls");
    g_assert_false(artifacts_check(artifacts, KERNEL_PATCHED, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT);
    g_assert_nonnull(strstr(error->message, "/nonexistent"));
}

static void test_kernels(void)
{
    g_autoptr(GError) error = NULL;
    KernelKind kernel;

    g_assert_true(kernel_kind_parse("patched", &kernel, NULL));
    g_assert_cmpint(kernel, ==, KERNEL_PATCHED);
    g_assert_true(kernel_kind_parse("stock", &kernel, NULL));
    g_assert_cmpstr(kernel_kind_name(kernel), ==, "stock");
    g_assert_cmpint(kernel_kind_judged_as(kernel), ==, KERNEL_STOCK);
    g_assert_true(kernel_kind_parse("image", &kernel, NULL));
    g_assert_cmpint(kernel_kind_judged_as(kernel), ==, KERNEL_STOCK);
    g_assert_cmpint(kernel_kind_judged_as(KERNEL_DEBUG), ==, KERNEL_PATCHED);
    g_assert_false(kernel_kind_parse("odd", &kernel, &error));
    g_assert_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/artifacts/load", test_load);
    g_test_add_func("/artifacts/bad", test_bad);
    g_test_add_func("/artifacts/none", test_none);
    g_test_add_func("/artifacts/check", test_check);
    g_test_add_func("/artifacts/kernels", test_kernels);
    return g_test_run();
}
