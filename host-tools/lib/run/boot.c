/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* One boot of a guest that runs a list of cases under our eyes. */

#include "run/boot.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/lines.h"
#include "domain/vir.h"
#include "run/boot-internal.h"

/*
 * No blinking cursor: its updates of the screen would mix with those of the
 * cases. A panic ends QEMU, because it reboots and the domain forbids that. And
 * no check that the timer ticks while the guest waits a moment: on a busy host
 * an emulated one may not, and Linux would panic. On a hypervisor that it knows
 * it leaves the check out by itself.
 */
#define BOOT_COMMAND_LINE \
    "console=tty0 console=ttyS0 panic=-1 vt.global_cursor_default=0 " \
    "no_timer_check"

/* Where members of its structures lie that the guest's probes read. */
#define BOOT_LAYOUT_ARGUMENT " svgalab.layout="

/* The kernel's own tests run before its init. */
#define BOOT_KUNIT_ARGUMENT " kunit.enable=1"

/*
 * The kernel that looks at itself takes ten times as long for everything, and
 * would believe that a CPU hangs: its watchdogs wait as long as they can.
 */
#define BOOT_DEBUG_ARGUMENT \
    " watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120"

#define BOOT_MEMORY_MIB 1024

/* Console lines shown when the guest crashed or hung. */
#define BOOT_CONSOLE_TAIL 20

/* After its last word, for the guest to go by itself. */
#define BOOT_POWEROFF_US (5 * G_USEC_PER_SEC)
#define BOOT_POLL_MS 20

void boot_fail(Boot *boot, GError *error)
{
    if (boot->failure) {
        g_error_free(error);
    } else {
        boot->failure = error;
    }
    boot->state = BOOT_OVER;
}

static char *boot_where(const Boot *boot)
{
    if (boot->current) {
        return g_strdup(boot->current->name);
    }
    return g_strdup(boot->state == BOOT_STARTING ? "the boot"
                    : boot->state == BOOT_ENDING ? "power-off"
                    : "the guest's init");
}

static gboolean boot_deadline(gpointer opaque)
{
    Boot *boot = opaque;
    g_autofree char *where = boot_where(boot);

    boot->deadline_source = 0;
    boot->hung = TRUE;
    boot_fail(boot, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                "the guest hung: %s did not finish in time",
                                where));
    return G_SOURCE_REMOVE;
}

void boot_arm_deadline(Boot *boot, guint seconds)
{
    if (boot->deadline_source) {
        g_source_remove(boot->deadline_source);
        boot->deadline_source = 0;
    }
    if (seconds) {
        boot->deadline_source = g_timeout_add_seconds(seconds, boot_deadline,
                                                      boot);
    }
}

static void boot_ktap_line(const char *line, gpointer opaque)
{
    Boot *boot = opaque;

    if (boot->state == BOOT_RUNNING) {
        boot_take_ktap(boot, line);
    }
}

static void boot_control_line(const char *line, gpointer opaque)
{
    Boot *boot = opaque;
    g_autofree char *reply = NULL;

    if (boot->state == BOOT_OVER) {
        return;
    }
    reply = control_handle(line, boot_ops, boot);
    if (reply) {
        guest_reply(boot->guest, reply);
    }
}

static void boot_asleep(gpointer opaque)
{
    boot_take_sleep(opaque);
}

static void boot_control_closed(const char *reason, gpointer opaque)
{
    Boot *boot = opaque;
    g_autofree char *where = boot_where(boot);

    if (boot->state == BOOT_ENDING && !reason) {
        boot->state = BOOT_OVER;
    } else if (boot->state != BOOT_OVER && reason) {
        boot_fail(boot, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                                    "control port: %s", reason));
    } else if (boot->state != BOOT_OVER) {
        boot_fail(boot, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                    "the guest died in %s: no panic on its "
                                    "console", where));
    }
}

static char *boot_file(const Boot *boot, const char *stem, const char *suffix)
{
    g_autofree char *name =
        boot->plan->number == 1
        ? g_strconcat(stem, suffix, NULL)
        : g_strdup_printf("%s-%u%s", stem, boot->plan->number, suffix);

    return g_build_filename(boot->context->results->dir, name, NULL);
}

static char *boot_command_line(const BootContext *context)
{
    const char *layout = context->artifacts->kernel_layout[context->kernel];

    return g_strconcat(BOOT_COMMAND_LINE,
                       layout ? BOOT_LAYOUT_ARGUMENT : "",
                       layout ? layout : "",
                       context->kunit ? BOOT_KUNIT_ARGUMENT : "",
                       context->kernel == KERNEL_DEBUG ? BOOT_DEBUG_ARGUMENT
                                                       : "", NULL);
}

static Boot *boot_new(const BootContext *context, const BootPlan *plan)
{
    Boot *boot = g_new0(Boot, 1);

    boot->context = context;
    boot->plan = plan;
    /* Others may run, or not be quite gone. */
    boot->name = plan->number == 1 ? g_strdup("svgalab")
                                   : g_strdup_printf("svgalab-%u",
                                                     plan->number);
    boot->command_line = boot_command_line(context);
    boot->console_path = boot_file(boot, "console", ".log");
    if (context->artifacts->device_level) {
        boot->reports_path = boot_file(boot, "reports", ".jsonl");
    }
    return boot;
}

static void boot_spec(const Boot *boot, DomainSpec *spec)
{
    const Artifacts *artifacts = boot->context->artifacts;

    *spec = (DomainSpec) {
        .name = boot->name,
        .emulator = artifacts->qemu,
        .kernel = artifacts->kernel[boot->context->kernel],
        .initramfs = artifacts->initramfs,
        .command_line = boot->command_line,
        .console_path = boot->console_path,
        .reports_path = boot->reports_path,
        .memory_mib = BOOT_MEMORY_MIB,
        .plugin = boot->context->plugin,
        .vcpus = boot->plan->queue->cpus,
        .kvm = boot->context->kvm,
        .channels = TRUE,
    };
}

static gboolean boot_start(Boot *boot, GError **error)
{
    static const GuestCallbacks callbacks = {
        boot_ktap_line, boot_control_line, boot_control_closed, boot_asleep,
    };
    g_autofree char *vnc = NULL;
    DomainSpec spec;

    boot_spec(boot, &spec);
    if (boot->context->keep) {
        vnc = g_build_filename(embed_run_dir(boot->context->embed),
                               BOOT_VNC_SOCKET, NULL);
        spec.vnc_socket = vnc;
    }
    boot->started = g_get_monotonic_time();
    boot->guest = guest_start(boot->context->embed, &spec, &callbacks, boot,
                              error);
    if (!boot->guest) {
        return FALSE;
    }
    if (boot->reports_path) {
        boot->reports = reports_new(boot->reports_path);
    }
    boot_arm_deadline(boot, boot->context->boot_timeout);
    return TRUE;
}

static gboolean boot_poll(gpointer opaque)
{
    return G_SOURCE_CONTINUE;
}

/* Let a guest that is about to go do so: its last words are for the log. */
static void boot_await_end(Boot *boot)
{
    gint64 until = g_get_monotonic_time() + BOOT_POWEROFF_US;
    guint poll = g_timeout_add(BOOT_POLL_MS, boot_poll, NULL);

    while (guest_is_running(boot->guest) && !interrupt_pending() &&
           g_get_monotonic_time() < until) {
        vir_iterate();
    }
    g_source_remove(poll);
}

static void boot_show_console(const Boot *boot)
{
    g_auto(GStrv) tail = lines_tail(boot->console_path, BOOT_CONSOLE_TAIL);
    g_autofree char *text = g_strjoinv("\n  ", tail);

    stream_diagnostic(boot->context->stream,
                      "last lines of the guest's console:\n  %s",
                      *text ? text : "(none)");
}

static gboolean boot_read_memory(gpointer opaque, guint64 gpa, gpointer bytes,
                                 gsize length)
{
    return guest_read_memory(opaque, gpa, bytes, length);
}

/*
 * What the guest's console and the report stream know of its end goes into the
 * failure; NULL if the console has no splat.
 */
static Crash *boot_examine(Boot *boot)
{
    g_autoptr(GPtrArray) lines = lines_of_file(boot->console_path);
    const guint64 memory = BOOT_MEMORY_MIB * G_GUINT64_CONSTANT(1048576);
    g_autoptr(Splat) splat = splat_parse(lines, memory);
    g_autofree char *summary = NULL;
    g_autofree char *where = NULL;
    g_autofree char *message = NULL;
    Crash *crash;

    if (!splat) {
        return NULL;
    }
    splat_follow(splat, memory, boot_read_memory, boot->guest);
    crash = crash_examine(splat, boot->reports);
    summary = crash_summary(crash);
    if (boot->hung) {
        message = g_strdup_printf("%s: %s", boot->failure->message, summary);
    } else {
        where = crash->case_name ? g_strdup(crash->case_name)
                                 : boot_where(boot);
        message = g_strdup_printf("during %s: %s", where, summary);
    }
    g_free(boot->failure->message);
    boot->failure->message = g_steal_pointer(&message);
    return crash;
}

/* What is printed and kept of a guest that did not survive. */
static void boot_tell_crash(const Boot *boot, Crash *crash)
{
    Results *results = boot->context->results;
    g_autofree char *details = NULL;

    boot_show_console(boot);
    if (!crash) {
        return;
    }
    details = crash_details(crash);
    stream_diagnostic(boot->context->stream, "%s", details);
    if (results->crash) {
        crash_free(crash);
    } else {
        results->crash = crash;
    }
}

static void boot_end(Boot *boot, gboolean cancelled)
{
    Crash *crash = NULL;

    boot_arm_deadline(boot, 0);
    if (boot->audit_source) {
        g_source_remove(boot->audit_source);
    }
    if (!cancelled && !boot->failure) {
        boot_await_end(boot);
    }
    if (g_error_matches(boot->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST)) {
        crash = boot_examine(boot);
    }
    if (boot->failure) {
        g_autofree char *reason = g_strdup(boot->failure->message);

        boot_abandon_case(boot, reason);
    }
    if (g_error_matches(boot->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST)) {
        boot_tell_crash(boot, g_steal_pointer(&crash));
    }
    g_clear_pointer(&crash, crash_free);
    g_clear_pointer(&boot->guest, guest_free);
}

static void boot_free(Boot *boot)
{
    g_clear_pointer(&boot->auditor, auditor_free);
    g_clear_pointer(&boot->pictures, g_ptr_array_unref);
    g_clear_pointer(&boot->self_check, self_check_free);
    g_clear_pointer(&boot->witness, witness_unref);
    g_clear_pointer(&boot->reports, reports_free);
    g_clear_pointer(&boot->current, case_result_free);
    g_clear_pointer(&boot->guest, guest_free);
    g_free(boot->name);
    g_free(boot->command_line);
    g_free(boot->console_path);
    g_free(boot->reports_path);
    g_free(boot);
}

static void boot_note_level(Boot *boot)
{
    if (boot->reports && reports_pump(boot->reports, NULL)) {
        results_set_fact(boot->context->results, "device_level",
                         reports_device_level(boot->reports));
    }
}

Boot *boot_begin(const BootContext *context, const BootPlan *plan,
                 GError **error)
{
    Boot *boot = boot_new(context, plan);

    if (!boot_start(boot, error)) {
        boot_free(boot);
        return NULL;
    }
    return boot;
}

gboolean boot_conclude(Boot *boot, gboolean cancelled, GError **error)
{
    GError *failure;

    boot_note_level(boot);
    boot_end(boot, cancelled);
    failure = g_steal_pointer(&boot->failure);
    boot_free(boot);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    return TRUE;
}

char *boot_domain_xml(const BootContext *context, const BootPlan *plan)
{
    Boot *boot = boot_new(context, plan);
    DomainSpec spec;
    char *xml;

    boot_spec(boot, &spec);
    xml = domain_xml(&spec);
    boot_free(boot);
    return xml;
}
