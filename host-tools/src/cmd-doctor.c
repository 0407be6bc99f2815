/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab doctor: say what is missing, and what that blocks. */

#include "commands.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "accel.h"
#include "artifacts.h"
#include "embed.h"
#include "error.h"
#include "reaper.h"
#include "vir.h"

#define DOCTOR_MIN_FREE_MIB 512

/* What wants to boot a guest. */
#define DOCTOR_BOOTS \
    "run and the suites guest, kunit, tool, docs, debug, sanitize"

static const Command doctor_command = {
    "doctor", "doctor - say what is missing, and what that blocks",
    "Looks at everything that a run needs: what was built, firmware, libvirt\n"
    "and the accelerator.", cmd_doctor,
};

typedef struct Doctor {
    guint missing;
} Doctor;

static void doctor_good(const char *what, const char *detail)
{
    printf("ok       %s: %s\n", what, detail);
}

static void doctor_missing(Doctor *doctor, const char *what,
                           const char *detail, const char *blocks)
{
    doctor->missing++;
    printf("missing  %s: %s; blocks %s\n", what, detail, blocks);
}

static void doctor_file(Doctor *doctor, const char *what, const char *path,
                        const char *blocks)
{
    if (path && access(path, R_OK) == 0) {
        doctor_good(what, path);
    } else {
        doctor_missing(doctor, what, path ? path : "not built", blocks);
    }
}

static void doctor_artifacts(Doctor *doctor, const Artifacts *artifacts)
{
    const struct {
        const char *what;
        const char *path;
        const char *blocks;
    } files[] = {
        { "QEMU", artifacts->qemu, DOCTOR_BOOTS ", qtest" },
        { "stock kernel", artifacts->kernel[KERNEL_STOCK],
          "run --kernel stock and the suites guest, kunit, docs" },
        { "patched kernel", artifacts->kernel[KERNEL_PATCHED], DOCTOR_BOOTS },
        { "initramfs", artifacts->initramfs, DOCTOR_BOOTS },
        { "case list", artifacts->cases, "list, " DOCTOR_BOOTS },
        { "expectations", artifacts->expectations, DOCTOR_BOOTS },
    };

    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        doctor_file(doctor, files[i].what, files[i].path, files[i].blocks);
    }
}

static void doctor_firmware(Doctor *doctor)
{
    static const struct {
        const char *package;
        const char *path;
    } firmware[] = {
        { "seabios", "/usr/share/seabios/bios-256k.bin" },
        { "seabios", "/usr/share/seabios/vgabios-vmware.bin" },
        { "qemu-system-data", "/usr/share/qemu/linuxboot_dma.bin" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(firmware); i++) {
        g_autofree char *what = g_strdup_printf("firmware of package %s",
                                                firmware[i].package);

        doctor_file(doctor, what, firmware[i].path,
                    DOCTOR_BOOTS);
    }
}

static void doctor_place(Doctor *doctor, const char *dir)
{
    struct statvfs fs;
    g_autofree char *detail = NULL;
    guint64 free_mib;

    if (g_mkdir_with_parents(dir, 0700) < 0 || statvfs(dir, &fs) < 0) {
        g_autofree char *why = g_strdup_printf("%s: %s", dir,
                                               g_strerror(errno));

        doctor_missing(doctor, "cache", why, "everything");
        return;
    }
    free_mib = (guint64)fs.f_bavail * fs.f_frsize >> 20;
    detail = g_strdup_printf("%s, %" G_GUINT64_FORMAT " MiB free", dir,
                             free_mib);
    if (access(dir, W_OK) < 0 || free_mib < DOCTOR_MIN_FREE_MIB) {
        doctor_missing(doctor, "room in a cache that can be written", detail,
                       "everything");
    } else {
        doctor_good("cache", detail);
    }
}

static KernelKind doctor_any_kernel(const Artifacts *artifacts)
{
    return artifacts->kernel[KERNEL_PATCHED] ? KERNEL_PATCHED : KERNEL_STOCK;
}

static void doctor_accelerator(Embed *embed, const Artifacts *artifacts)
{
    KernelKind kernel = doctor_any_kernel(artifacts);
    g_autoptr(Accel) accel = NULL;

    if (!artifacts->kernel[kernel]) {
        printf("note     accelerator: not tried without a kernel\n");
        return;
    }
    accel = accel_choose(embed, artifacts, kernel);
    if (accel && accel->kvm) {
        doctor_good("accelerator", accel_name(accel));
    } else if (accel) {
        printf("note     accelerator: %s, slow but complete: no KVM (%s)\n",
               accel_name(accel), accel->reason);
    }
}

static void doctor_libvirt(Doctor *doctor, const Artifacts *artifacts,
                           const char *uri)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Embed) embed = embed_open(uri, artifacts->qemu,
                                        artifacts->cache_dir, &error);
    unsigned long version = 0;
    g_autofree char *detail = NULL;

    if (!embed) {
        doctor_missing(doctor, "libvirt", error->message,
                       DOCTOR_BOOTS);
        return;
    }
    virConnectGetLibVersion(embed_connection(embed), &version);
    detail = g_strdup_printf("%lu.%lu.%lu, %s", version / 1000000,
                             version / 1000 % 1000, version % 1000,
                             uri ? uri : "embedded driver");
    doctor_good("libvirt", detail);
    doctor_accelerator(embed, artifacts);
}

static int doctor_examine(const Artifacts *artifacts, const char *uri)
{
    Doctor doctor = { 0 };

    doctor_place(&doctor, artifacts->cache_dir);
    doctor_firmware(&doctor);
    doctor_artifacts(&doctor, artifacts);
    if (artifacts->qemu && access(artifacts->qemu, X_OK) == 0) {
        doctor_libvirt(&doctor, artifacts, uri);
    } else {
        printf("note     libvirt: not tried without a QEMU\n");
    }
    return doctor.missing ? SVGALAB_ERROR_ENVIRONMENT : 0;
}

int cmd_doctor(int argc, char **argv, GError **error)
{
    g_autoptr(Artifacts) artifacts = NULL;
    g_autofree char *file = NULL;
    g_autofree char *uri = NULL;
    const GOptionEntry entries[] = {
        { "connect", 'c', 0, G_OPTION_ARG_STRING, &uri,
          "libvirt of this host to look at (default: one of our own)",
          "URI" },
        { "artifacts", 0, 0, G_OPTION_ARG_FILENAME, &file,
          "What was built, instead of SVGALAB_ARTIFACTS", "FILE" },
        G_OPTION_ENTRY_NULL
    };

    if (!command_parse(argc, argv, &doctor_command, entries, error)) {
        return 0;
    }
    artifacts = artifacts_load(file, error);
    if (!artifacts) {
        return -1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    return reaper_start(error) ? doctor_examine(artifacts, uri) : -1;
}
