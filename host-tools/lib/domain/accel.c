/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Finds the accelerator that really boots Linux on this host. */

#include "domain/accel.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/lines.h"
#include "base/process.h"
#include "domain/guest.h"
#include "domain/vir.h"

#define ACCEL_DEVICE "/dev/kvm"
#define ACCEL_GROUP "probe"

/*
 * Under KVM, the kernel prints its first line in a fraction of this time, even
 * if the host is busy with a build.
 */
#define ACCEL_FIRST_LINE_US (4 * G_USEC_PER_SEC)
/* The same for the panic over the missing root file system. */
#define ACCEL_WHOLE_BOOT_US (8 * G_USEC_PER_SEC)
#define ACCEL_POLL_MS 20

#define ACCEL_COMMAND_LINE \
    "console=ttyS0 earlyprintk=ttyS0,115200 panic=-1"

/* QEMU may end with several lines of output; the reason is one of them. */
static Accel *accel_new(const char *reason)
{
    Accel *accel = g_new0(Accel, 1);

    accel->kvm = reason == NULL;
    accel->reason = g_strdup(reason);
    if (reason) {
        g_strdelimit(accel->reason, "\r\n", ' ');
    }
    return accel;
}

const char *accel_name(const Accel *accel)
{
    return accel->kvm ? "kvm" : "tcg,thread=multi";
}

void accel_free(Accel *accel)
{
    g_free(accel->reason);
    g_free(accel);
}

static gboolean accel_poll(gpointer opaque)
{
    return G_SOURCE_CONTINUE;
}

static gboolean accel_console_has(const char *path, const char *needle)
{
    g_autofree char *line = lines_find(path, needle);

    return line != NULL;
}

/* NULL if Linux boots, else a description of the failure. */
static const char *accel_watch(Guest *guest, const char *console)
{
    gint64 started = g_get_monotonic_time();
    guint poll = g_timeout_add(ACCEL_POLL_MS, accel_poll, NULL);
    const char *reason = "the probe guest hung in early boot";
    gboolean spoke = FALSE;

    while (!interrupt_pending()) {
        gint64 elapsed = g_get_monotonic_time() - started;
        /* Checked first, because the expected panic ends the guest. */
        gboolean running = guest_is_running(guest);

        if (accel_console_has(console, "Kernel panic")) {
            reason = NULL;
            break;
        }
        spoke = spoke || accel_console_has(console, "Linux version");
        if (!running) {
            reason = "the probe guest died";
            break;
        }
        if (elapsed > (spoke ? ACCEL_WHOLE_BOOT_US : ACCEL_FIRST_LINE_US)) {
            break;
        }
        vir_iterate();
    }
    g_source_remove(poll);
    return reason;
}

/*
 * @lasting: the answer comes from KVM itself, not from a guest that failed to
 * start.
 */
static Accel *accel_probe(Embed *embed, const Artifacts *artifacts,
                          KernelKind kernel, gboolean *lasting)
{
    g_autofree char *console = g_build_filename(embed_run_dir(embed),
                                                "probe.log", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Guest) guest = NULL;
    DomainSpec spec = {
        .name = "svgalab-probe",
        .emulator = artifacts->qemu,
        .kernel = artifacts->kernel[kernel],
        .command_line = ACCEL_COMMAND_LINE,
        .console_path = console,
        .memory_mib = 512,
        .vcpus = 2,
        .kvm = TRUE,
    };

    guest = guest_start(embed, &spec, NULL, NULL, &error);
    *lasting = guest != NULL;
    if (!guest) {
        return accel_new(error->message);
    }
    return accel_new(accel_watch(guest, console));
}

/* The host's KVM was tried, and any other QEMU would get the same result. */
static Accel *accel_recall(const char *path)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *boot_id = process_boot_id();
    g_autofree char *saved_id = NULL;
    g_autofree char *reason = NULL;

    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL)) {
        return NULL;
    }
    saved_id = g_key_file_get_string(file, ACCEL_GROUP, "boot-id", NULL);
    if (!*boot_id || g_strcmp0(boot_id, saved_id) != 0) {
        return NULL;
    }
    reason = g_key_file_get_string(file, ACCEL_GROUP, "reason", NULL);
    return accel_new(reason);
}

/* If the cache cannot be written, each run takes two seconds longer. */
static void accel_remember(const char *path, const Accel *accel)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *boot_id = process_boot_id();
    g_autofree char *dir = g_path_get_dirname(path);

    g_key_file_set_string(file, ACCEL_GROUP, "boot-id", boot_id);
    if (accel->reason) {
        g_key_file_set_string(file, ACCEL_GROUP, "reason", accel->reason);
    }
    g_mkdir_with_parents(dir, 0700);
    g_key_file_save_to_file(file, path, NULL);
}

Accel *accel_choose(Embed *embed, const Artifacts *artifacts,
                    KernelKind kernel)
{
    g_autofree char *path = g_build_filename(artifacts->cache_dir,
                                             "accelerator", NULL);
    g_autoptr(Accel) accel = NULL;
    gboolean lasting;

    if (access(ACCEL_DEVICE, embed_is_remote(embed) ? F_OK
                                                    : R_OK | W_OK) < 0) {
        g_autofree char *reason = g_strdup_printf("%s: %s", ACCEL_DEVICE,
                                                  g_strerror(errno));

        return accel_new(reason);
    }
    accel = accel_recall(path);
    if (accel) {
        return g_steal_pointer(&accel);
    }
    accel = accel_probe(embed, artifacts, kernel, &lasting);
    if (interrupt_pending()) {
        return NULL;
    }
    if (lasting) {
        accel_remember(path, accel);
    }
    return g_steal_pointer(&accel);
}
