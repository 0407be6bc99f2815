/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Artifacts of the build: QEMU, kernels, initramfs, case list. */

#ifndef SVGALAB_ARTIFACTS_H
#define SVGALAB_ARTIFACTS_H

#include <glib.h>

typedef enum KernelKind {
    KERNEL_STOCK,
    KERNEL_PATCHED,
    KERNEL_DEBUG,
    KERNEL_FAULTY,          /* patched, with switchable faults */
    KERNEL_IMAGE,           /* built by others, as it is */
    KERNEL_COUNT,
} KernelKind;

typedef struct Artifacts {
    char *file;                     /* file that all this was read from */
    char *qemu;
    char *qemu_version;
    char *counter;                  /* QEMU's plugin for the benchmarks */
    char *device_level;             /* NULL: no report stream in this QEMU */
    char *kernel[KERNEL_COUNT];
    char *kernel_version[KERNEL_COUNT];
    char *kernel_map[KERNEL_COUNT];     /* System.map */
    char *kernel_layout[KERNEL_COUNT];  /* NAME:OFFSET,... */
    char *initramfs;
    char *image_initramfs;          /* the same, with KERNEL_IMAGE's modules */
    char *cases;
    char *kunit_cases;              /* of the kernel's own tests */
    char *expectations;             /* guest-tests/expectations */
    char *findings;                 /* docs/findings.md, or NULL */
    char *cache_dir;
} Artifacts;

/*
 * Read the key file @path (NULL: $SVGALAB_ARTIFACTS). Only the syntax is
 * checked here, because not every command needs everything.
 */
Artifacts *artifacts_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Check that everything for a run with @kernel exists and is readable. */
gboolean artifacts_check(const Artifacts *artifacts, KernelKind kernel,
                         GError **error);

/* The initramfs for @kernel, or NULL. */
const char *artifacts_initramfs(const Artifacts *artifacts,
                                KernelKind kernel);

/* The kind whose defects @kernel has: expectations name no other. */
KernelKind kernel_kind_judged_as(KernelKind kernel);

/* The name of a kind and vice versa; FALSE with a usage error if unknown. */
const char *kernel_kind_name(KernelKind kernel);
gboolean kernel_kind_parse(const char *name, KernelKind *kernel,
                           GError **error);

void artifacts_free(Artifacts *artifacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Artifacts, artifacts_free)

#endif
