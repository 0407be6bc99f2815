/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Artifacts of the build: QEMU, kernels, initramfs, case list. */

#include "input/artifacts.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"

#define ARTIFACTS_GROUP "artifacts"

static const char *const kernel_kind_names[KERNEL_COUNT] = {
    [KERNEL_STOCK] = "stock",
    [KERNEL_PATCHED] = "patched",
    [KERNEL_DEBUG] = "debug",
    [KERNEL_FAULTY] = "faulty",
    [KERNEL_IMAGE] = "image",
};

/* The debug kernel is the patched one with checks, an image is unpatched. */
static const KernelKind kernel_kind_judged[KERNEL_COUNT] = {
    [KERNEL_STOCK] = KERNEL_STOCK,
    [KERNEL_PATCHED] = KERNEL_PATCHED,
    [KERNEL_DEBUG] = KERNEL_PATCHED,
    [KERNEL_FAULTY] = KERNEL_FAULTY,
    [KERNEL_IMAGE] = KERNEL_STOCK,
};

const char *kernel_kind_name(KernelKind kernel)
{
    return kernel_kind_names[kernel];
}

KernelKind kernel_kind_judged_as(KernelKind kernel)
{
    return kernel_kind_judged[kernel];
}

gboolean kernel_kind_parse(const char *name, KernelKind *kernel,
                           GError **error)
{
    for (guint i = 0; i < KERNEL_COUNT; i++) {
        if (g_str_equal(name, kernel_kind_names[i])) {
            *kernel = i;
            return TRUE;
        }
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                "unknown kernel '%s': stock, patched, debug, faulty "
                "or image", name);
    return FALSE;
}

static char *artifacts_key(GKeyFile *file, const char *key)
{
    g_autofree char *value = g_key_file_get_string(file, ARTIFACTS_GROUP, key,
                                                   NULL);

    if (!value || !*value) {
        return NULL;
    }
    return g_steal_pointer(&value);
}

static void artifacts_read(Artifacts *artifacts, GKeyFile *file)
{
    artifacts->qemu = artifacts_key(file, "qemu");
    artifacts->qemu_version = artifacts_key(file, "qemu-version");
    artifacts->counter = artifacts_key(file, "counter");
    artifacts->device_level = artifacts_key(file, "device-level");
    artifacts->initramfs = artifacts_key(file, "initramfs");
    artifacts->image_initramfs = artifacts_key(file, "kernel-image-initramfs");
    artifacts->cases = artifacts_key(file, "cases");
    artifacts->kunit_cases = artifacts_key(file, "kunit-cases");
    artifacts->expectations = artifacts_key(file, "expectations");
    artifacts->findings = artifacts_key(file, "findings");
    artifacts->cache_dir = artifacts_key(file, "cache-dir");
    for (guint i = 0; i < KERNEL_COUNT; i++) {
        g_autofree char *image = g_strconcat("kernel-", kernel_kind_names[i],
                                             NULL);
        g_autofree char *version = g_strconcat(image, "-version", NULL);
        g_autofree char *map = g_strconcat(image, "-map", NULL);
        g_autofree char *layout = g_strconcat(image, "-layout", NULL);

        artifacts->kernel[i] = artifacts_key(file, image);
        artifacts->kernel_version[i] = artifacts_key(file, version);
        artifacts->kernel_map[i] = artifacts_key(file, map);
        artifacts->kernel_layout[i] = artifacts_key(file, layout);
    }
    if (!artifacts->cache_dir) {
        artifacts->cache_dir = g_build_filename(g_get_user_cache_dir(),
                                                "svgalab", NULL);
    }
}

Artifacts *artifacts_load(const char *path, GError **error)
{
    g_autoptr(Artifacts) artifacts = g_new0(Artifacts, 1);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) local = NULL;

    if (!path) {
        path = g_getenv("SVGALAB_ARTIFACTS");
    }
    if (!path || !*path) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "no build artifacts given: start the tool with ./svgalab, "
                    "or give --artifacts FILE");
        return NULL;
    }
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &local)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "artifacts file %s: %s", path, local->message);
        return NULL;
    }
    if (!g_key_file_has_group(file, ARTIFACTS_GROUP)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "artifacts file %s: no group [%s]", path,
                    ARTIFACTS_GROUP);
        return NULL;
    }
    artifacts->file = g_canonicalize_filename(path, NULL);
    artifacts_read(artifacts, file);
    return g_steal_pointer(&artifacts);
}

const char *artifacts_initramfs(const Artifacts *artifacts, KernelKind kernel)
{
    return kernel == KERNEL_IMAGE ? artifacts->image_initramfs
                                  : artifacts->initramfs;
}

gboolean artifacts_check(const Artifacts *artifacts, KernelKind kernel,
                         GError **error)
{
    const struct {
        const char *what;
        const char *path;
        int mode;
    } needed[] = {
        { "QEMU", artifacts->qemu, X_OK },
        { "kernel image", artifacts->kernel[kernel], R_OK },
        { "initramfs", artifacts_initramfs(artifacts, kernel), R_OK },
        { "case list", artifacts->cases, R_OK },
        { "expectations", artifacts->expectations, R_OK },
    };

    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (!needed[i].path) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s names no %s for kernel %s", artifacts->file,
                        needed[i].what, kernel_kind_name(kernel));
            return FALSE;
        }
        if (access(needed[i].path, needed[i].mode) < 0) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "%s %s: %s", needed[i].what, needed[i].path,
                        g_strerror(errno));
            return FALSE;
        }
    }
    return TRUE;
}

void artifacts_free(Artifacts *artifacts)
{
    g_free(artifacts->file);
    g_free(artifacts->qemu);
    g_free(artifacts->qemu_version);
    g_free(artifacts->counter);
    g_free(artifacts->device_level);
    for (guint i = 0; i < KERNEL_COUNT; i++) {
        g_free(artifacts->kernel[i]);
        g_free(artifacts->kernel_version[i]);
        g_free(artifacts->kernel_map[i]);
        g_free(artifacts->kernel_layout[i]);
    }
    g_free(artifacts->initramfs);
    g_free(artifacts->image_initramfs);
    g_free(artifacts->cases);
    g_free(artifacts->kunit_cases);
    g_free(artifacts->expectations);
    g_free(artifacts->findings);
    g_free(artifacts->cache_dir);
    g_free(artifacts);
}
