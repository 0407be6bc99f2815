/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The life of a guest: start, waiting, post-mortem. */

#include "run/life.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/lines.h"
#include "domain/emulator-log.h"
#include "domain/vir.h"
#include "hw/display/svga-wire.h"

/*
 * No blinking cursor, since its screen updates would mix with those of the
 * cases. A panic ends QEMU, because the kernel reboots and the domain forbids
 * that. No check that the timer ticks during a short delay: on a busy host an
 * emulated timer may not, and Linux would panic. On a hypervisor it knows,
 * Linux skips this check by itself.
 */
#define LIFE_COMMAND_LINE \
    "console=tty0 console=ttyS0 panic=-1 vt.global_cursor_default=0 " \
    "no_timer_check"

/* Offsets of structure members that the guest's probes read. */
#define LIFE_LAYOUT_ARGUMENT " svgalab.layout="

/* KUnit tests run before init. */
#define LIFE_KUNIT_ARGUMENT " kunit.enable=1 kunit.autorun=1"

/*
 * The debug kernel is about ten times as slow and would report hung CPUs, so
 * its watchdogs get the longest timeouts.
 */
#define LIFE_DEBUG_ARGUMENT \
    " watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120"

/*
 * What our kernels are configured to do: no random addresses, so that what the
 * device wrote can be found in a splat; no memory cleared that the kernel
 * forgets to fill in; a driver's registers are there for a case of the machine.
 */
#define LIFE_IMAGE_ARGUMENT \
    " " SVGA_WIRE_FOREIGN_KERNEL " nokaslr init_on_alloc=0 iomem=relaxed"

#define LIFE_MEMORY_MIB 1024

/* Console lines shown when the guest crashed or hung. */
#define LIFE_CONSOLE_TAIL 20

/* Time for the guest to power off by itself after its last message. */
#define LIFE_POWEROFF_US (5 * G_USEC_PER_SEC)
#define LIFE_POLL_MS 20

struct Life {
    const BootContext *context;
    const BootPlan *plan;
    LifeEvents events;
    gpointer opaque;
    LifePhase phase;
    char *name;             /* of the domain */
    char *command_line;     /* of its kernel */
    char *console_path;
    char *reports_path;
    Guest *guest;
    Reports *reports;       /* NULL: no report stream */
    GError *failure;
    gboolean hung;          /* mentioned in the failure */
    gboolean gone;          /* ports closed: QEMU ended or will soon */
    guint deadline_source;
};

void life_fail(Life *life, GError *error)
{
    if (life->failure) {
        g_error_free(error);
    } else {
        life->failure = error;
    }
    life->phase = LIFE_OVER;
}

static char *life_where(const Life *life)
{
    const char *busy = life->events.busy(life->opaque);

    if (busy) {
        return g_strdup(busy);
    }
    return g_strdup(life->phase == LIFE_STARTING ? "the boot"
                    : life->phase == LIFE_ENDING ? "power-off"
                    : "the guest's init");
}

static gboolean life_deadline(gpointer opaque)
{
    Life *life = opaque;
    g_autofree char *where = life_where(life);

    life->deadline_source = 0;
    life->hung = TRUE;
    life_fail(life, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                "the guest hung: %s did not finish in time",
                                where));
    return G_SOURCE_REMOVE;
}

void life_arm_deadline(Life *life, guint seconds)
{
    if (life->deadline_source) {
        g_source_remove(life->deadline_source);
        life->deadline_source = 0;
    }
    if (seconds) {
        life->deadline_source = g_timeout_add_seconds(seconds, life_deadline,
                                                      life);
    }
}

static void life_ktap_line(const char *line, gpointer opaque)
{
    Life *life = opaque;

    if (life->phase == LIFE_RUNNING) {
        life->events.ktap(line, life->opaque);
    }
}

static void life_control_line(const char *line, gpointer opaque)
{
    Life *life = opaque;

    if (life->phase != LIFE_OVER) {
        life->events.control(line, life->opaque);
    }
}

static void life_asleep(gpointer opaque)
{
    Life *life = opaque;

    if (life->phase != LIFE_OVER) {
        life->events.asleep(life->opaque);
    }
}

static void life_control_closed(const char *reason, gpointer opaque)
{
    Life *life = opaque;
    g_autofree char *where = life_where(life);

    if (life->phase == LIFE_ENDING && !reason) {
        life->phase = LIFE_OVER;
    } else if (life->phase != LIFE_OVER && reason) {
        life_fail(life, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                                    "control port: %s", reason));
    } else if (life->phase != LIFE_OVER) {
        life->gone = TRUE;
        life_fail(life, g_error_new(SVGALAB_ERROR, SVGALAB_ERROR_GUEST,
                                    "the guest died in %s: no panic on its "
                                    "console", where));
    }
}

static char *life_file(const Life *life, const char *stem, const char *suffix)
{
    g_autofree char *name =
        life->plan->number == 1
        ? g_strconcat(stem, suffix, NULL)
        : g_strdup_printf("%s-%u%s", stem, life->plan->number, suffix);

    return g_build_filename(life->context->results->dir, name, NULL);
}

static char *life_command_line(const BootContext *context)
{
    const char *layout = context->artifacts->kernel_layout[context->kernel];

    return g_strconcat(LIFE_COMMAND_LINE,
                       layout ? LIFE_LAYOUT_ARGUMENT : "",
                       layout ? layout : "",
                       context->kunit ? LIFE_KUNIT_ARGUMENT : "",
                       context->kernel == KERNEL_DEBUG ? LIFE_DEBUG_ARGUMENT
                                                       : "",
                       context->kernel == KERNEL_IMAGE ? LIFE_IMAGE_ARGUMENT
                                                       : "", NULL);
}

static Life *life_new(const BootContext *context, const BootPlan *plan)
{
    Life *life = g_new0(Life, 1);

    life->context = context;
    life->plan = plan;
    /* Other guests may still run, or may not have ended completely. */
    life->name = plan->number == 1 ? g_strdup("svgalab")
                                   : g_strdup_printf("svgalab-%u",
                                                     plan->number);
    life->command_line = life_command_line(context);
    life->console_path = life_file(life, "console", ".log");
    if (context->artifacts->device_level) {
        life->reports_path = life_file(life, "reports", ".jsonl");
    }
    return life;
}

static void life_spec(const Life *life, DomainSpec *spec)
{
    const Artifacts *artifacts = life->context->artifacts;

    *spec = (DomainSpec) {
        .name = life->name,
        .emulator = artifacts->qemu,
        .kernel = artifacts->kernel[life->context->kernel],
        .initramfs = artifacts_initramfs(artifacts, life->context->kernel),
        .command_line = life->command_line,
        .console_path = life->console_path,
        .reports_path = life->reports_path,
        .memory_mib = LIFE_MEMORY_MIB,
        .plugin = life->context->plugin,
        .properties = life->context->properties,
        .vcpus = life->plan->queue->cpus,
        .kvm = life->context->kvm,
        .channels = TRUE,
    };
}

static gboolean life_start(Life *life, GError **error)
{
    static const GuestCallbacks callbacks = {
        life_ktap_line, life_control_line, life_control_closed, life_asleep,
    };
    g_autofree char *vnc = NULL;
    DomainSpec spec;

    life_spec(life, &spec);
    if (life->context->keep) {
        vnc = g_build_filename(embed_run_dir(life->context->embed),
                               LIFE_VNC_SOCKET, NULL);
        spec.vnc_socket = vnc;
    }
    life->guest = guest_start(life->context->embed, &spec, &callbacks, life,
                              error);
    if (!life->guest) {
        return FALSE;
    }
    if (life->reports_path) {
        life->reports = reports_new(life->reports_path);
    }
    life_arm_deadline(life, life->context->boot_timeout);
    return TRUE;
}

static gboolean life_poll(gpointer opaque)
{
    return G_SOURCE_CONTINUE;
}

/*
 * Let a guest that is about to end do so, to have its last output in the log.
 */
static void life_await_end(Life *life)
{
    gint64 until = g_get_monotonic_time() + LIFE_POWEROFF_US;
    guint poll = g_timeout_add(LIFE_POLL_MS, life_poll, NULL);

    while (guest_is_running(life->guest) && !interrupt_pending() &&
           g_get_monotonic_time() < until) {
        vir_iterate();
    }
    g_source_remove(poll);
}

/*
 * If a guest is gone without a splat, QEMU itself may have died; then QEMU or
 * libvirt has given a reason.
 */
static void life_hear_emulator(Life *life)
{
    g_autofree char *path = embed_log_path(life->context->embed, life->name);
    g_autofree char *words = path ? emulator_log_words(path) : NULL;

    if (words) {
        g_autofree char *message = g_strdup_printf("%s; QEMU: %s",
                                                   life->failure->message,
                                                   words);

        g_free(life->failure->message);
        life->failure->message = g_steal_pointer(&message);
    }
}

/* What the guest's init said when it gave up. */
static void life_hear_init(Life *life)
{
    g_autofree char *words = lines_find(life->console_path,
                                        SVGA_WIRE_INIT_GAVE_UP);

    if (words) {
        g_free(life->failure->message);
        life->failure->message = g_strdup(strstr(words,
                                                 SVGA_WIRE_INIT_GAVE_UP));
    }
}

/* Where a splat ends are registers; what has happened stands at its begin. */
static void life_show_console(const Life *life, const Crash *crash)
{
    g_auto(GStrv) lines = crash
        ? g_strdupv(crash->excerpt)
        : lines_tail(life->console_path, LIFE_CONSOLE_TAIL);
    g_autofree char *text = g_strjoinv("\n  ", lines);

    stream_diagnostic(life->context->stream, "%s of the guest's console:\n  %s",
                      crash ? "the splat" : "last lines",
                      *text ? text : "(none)");
}

static gboolean life_read_memory(gpointer opaque, guint64 gpa, gpointer bytes,
                                 gsize length)
{
    return guest_read_memory(opaque, gpa, bytes, length);
}

/*
 * Adds what the console and the report stream tell about the guest's end to the
 * failure; NULL if the console has no splat.
 */
static Crash *life_examine(Life *life)
{
    g_autoptr(GPtrArray) lines = lines_of_file(life->console_path);
    const guint64 memory = LIFE_MEMORY_MIB * G_GUINT64_CONSTANT(1048576);
    g_autoptr(Splat) splat = splat_parse(lines, memory);
    g_autofree char *summary = NULL;
    g_autofree char *where = NULL;
    g_autofree char *message = NULL;
    Crash *crash;

    if (!splat) {
        return NULL;
    }
    splat_follow(splat, memory, life_read_memory, life->guest);
    crash = crash_examine(splat, life->reports);
    summary = crash_summary(crash);
    if (life->hung) {
        message = g_strdup_printf("%s: %s", life->failure->message, summary);
    } else {
        where = crash->case_name ? g_strdup(crash->case_name)
                                 : life_where(life);
        message = g_strdup_printf("during %s: %s", where, summary);
    }
    g_free(life->failure->message);
    life->failure->message = g_steal_pointer(&message);
    return crash;
}

/* Print and keep the details of a guest that did not survive. */
static void life_tell_crash(const Life *life, Crash *crash)
{
    Results *results = life->context->results;
    g_autofree char *details = NULL;

    life_show_console(life, crash);
    if (!crash) {
        return;
    }
    details = crash_details(crash);
    stream_diagnostic(life->context->stream, "%s", details);
    if (results->crash) {
        crash_free(crash);
    } else {
        results->crash = crash;
    }
}

static void life_end(Life *life, gboolean cancelled)
{
    Crash *crash = NULL;

    life_arm_deadline(life, 0);
    if (!cancelled && (!life->failure || life->gone)) {
        life_await_end(life);
    }
    if (g_error_matches(life->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST)) {
        crash = life_examine(life);
        if (!crash && life->gone) {
            life_hear_emulator(life);
            life_hear_init(life);
        }
    }
    if (life->failure) {
        g_autofree char *reason = g_strdup(life->failure->message);

        life->events.died(reason, life->opaque);
    }
    if (g_error_matches(life->failure, SVGALAB_ERROR, SVGALAB_ERROR_GUEST)) {
        life_tell_crash(life, g_steal_pointer(&crash));
    }
    g_clear_pointer(&crash, crash_free);
    g_clear_pointer(&life->guest, guest_free);
}

static void life_free(Life *life)
{
    g_clear_pointer(&life->reports, reports_free);
    g_clear_pointer(&life->guest, guest_free);
    g_free(life->name);
    g_free(life->command_line);
    g_free(life->console_path);
    g_free(life->reports_path);
    g_free(life);
}

static void life_note_level(Life *life)
{
    if (life->reports && reports_pump(life->reports, NULL)) {
        results_set_fact(life->context->results, "device_level",
                         reports_device_level(life->reports));
    }
}

Life *life_begin(const BootContext *context, const BootPlan *plan,
                 const LifeEvents *events, gpointer opaque, GError **error)
{
    Life *life = life_new(context, plan);

    life->events = *events;
    life->opaque = opaque;
    if (!life_start(life, error)) {
        life_free(life);
        return NULL;
    }
    return life;
}

Guest *life_guest(const Life *life)
{
    return life->guest;
}

Reports *life_reports(const Life *life)
{
    return life->reports;
}

const char *life_console(const Life *life)
{
    return life->console_path;
}

LifePhase life_phase(const Life *life)
{
    return life->phase;
}

void life_enter(Life *life, LifePhase phase)
{
    life->phase = phase;
}

void life_forgive(Life *life)
{
    g_clear_error(&life->failure);
}

gboolean life_conclude(Life *life, gboolean cancelled, GError **error)
{
    GError *failure;

    life_note_level(life);
    life_end(life, cancelled);
    failure = g_steal_pointer(&life->failure);
    life_free(life);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    return TRUE;
}

char *life_domain_xml(const BootContext *context, const BootPlan *plan)
{
    Life *life = life_new(context, plan);
    DomainSpec spec;
    char *xml;

    life_spec(life, &spec);
    xml = domain_xml(&spec);
    life_free(life);
    return xml;
}
