/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What the build handed over: QEMU, kernels, initramfs, case list. */

#ifndef SVGALAB_ARTIFACTS_H
#define SVGALAB_ARTIFACTS_H

#include <glib.h>

typedef enum KernelKind {
    KERNEL_STOCK,
    KERNEL_PATCHED,
    KERNEL_DEBUG,
    KERNEL_FAULTY,          /* patched, with faults to be switched on */
    KERNEL_COUNT,
} KernelKind;

typedef struct Artifacts {
    char *file;                     /* where all this was read */
    char *qemu;
    char *qemu_version;
    char *counter;                  /* QEMU's plugin for the benchmarks */
    char *device_level;             /* NULL: no report stream in this QEMU */
    char *kernel[KERNEL_COUNT];
    char *kernel_version[KERNEL_COUNT];
    char *kernel_map[KERNEL_COUNT];     /* System.map */
    char *kernel_layout[KERNEL_COUNT];  /* NAME:OFFSET,... */
    char *initramfs;
    char *cases;
    char *kunit_cases;              /* of the kernel's own tests */
    char *expectations;             /* guest-tests/expectations */
    char *findings;                 /* docs/findings.md, or NULL */
    char *cache_dir;
} Artifacts;

/*
 * Read the key file @path (NULL: the environment's SVGALAB_ARTIFACTS). Only
 * the syntax is checked here: not every verb needs all of it.
 */
Artifacts *artifacts_load(const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Everything that a run with @kernel needs is there and readable. */
gboolean artifacts_check(const Artifacts *artifacts, KernelKind kernel,
                         GError **error);

/* Name of a kind and back; FALSE with a usage error for another. */
const char *kernel_kind_name(KernelKind kernel);
gboolean kernel_kind_parse(const char *name, KernelKind *kernel,
                           GError **error);

void artifacts_free(Artifacts *artifacts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Artifacts, artifacts_free)

#endif
