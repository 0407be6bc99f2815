/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* A whole run: from the selection of cases to the verdict. */

#include "run/run.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "domain/accel.h"
#include "domain/property.h"
#include "domain/vir.h"
#include "input/cases.h"
#include "judge/expect.h"
#include "results/junit.h"
#include "results/resultdir.h"
#include "results/results-json.h"
#include "run/boots.h"
#include "run/life.h"
#include "run/plans.h"

/* Easy to type, and more values than anybody will use. */
#define RUN_SEED_MAX 1000000

typedef struct Run {
    const RunOptions *options;
    int seed;
    const Artifacts *artifacts;
    GPtrArray *cases;           /* selected ones, of TestCase */
    GPtrArray *expectations;
    Plans *plans;
    Embed *embed;
    Accel *accel;
    Results *results;
    Stream *stream;
    BootContext context;
} Run;

char *run_parse_inject(const char *text, GError **error)
{
    g_autoptr(GRegex) regex =
        g_regex_new("^(lose|shift|truncate)(:[1-9][0-9]{0,8})?$", 0, 0, NULL);

    if (!g_regex_match(regex, text, 0, NULL)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "unknown fault '%s': lose, shift or truncate, and "
                    "optionally :N", text);
        return NULL;
    }
    return strchr(text, ':') ? g_strdup(text) : g_strconcat(text, ":1", NULL);
}

/* Cases for the faulty kernel run on no other kernel, and it runs no others. */
#define RUN_FAULTY_PROGRAM "blame/"

static gboolean run_fits_kernel(const TestCase *test, gconstpointer kernel)
{
    return g_str_has_prefix(test->name, RUN_FAULTY_PROGRAM) ==
           (*(const KernelKind *)kernel == KERNEL_FAULTY);
}

GPtrArray *run_select(const RunOptions *options, const Artifacts *artifacts,
                      GError **error)
{
    const char *list = options->kunit ? artifacts->kunit_cases
                                      : artifacts->cases;
    g_autoptr(GPtrArray) cases = NULL;

    if (!list) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s names no case list", artifacts->file);
        return NULL;
    }
    cases = cases_load(list, error);
    if (!cases) {
        return NULL;
    }
    cases_filter(cases, run_fits_kernel, &options->kernel);
    if (!cases_select(cases, (const char *const *)options->include,
                      (const char *const *)options->exclude, error)) {
        return NULL;
    }
    return g_steal_pointer(&cases);
}

/* All cases of both lists, which expectations may name. */
static GPtrArray *run_all_cases(const Artifacts *artifacts, GError **error)
{
    const char *const lists[] = { artifacts->cases, artifacts->kunit_cases };
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(case_free);

    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        GPtrArray *cases;

        if (!lists[i]) {
            continue;
        }
        cases = cases_load(lists[i], error);
        if (!cases) {
            return NULL;
        }
        g_ptr_array_extend_and_steal(all, cases);
    }
    return g_steal_pointer(&all);
}

GPtrArray *run_expectations(const Artifacts *artifacts, KernelKind kernel,
                            GError **error)
{
    const char *path = artifacts->expectations;
    const ExpectPlace place = {
        .kernel = kernel,
        .release = artifacts->kernel_version[kernel],
        .level = artifacts->device_level,
    };
    g_autoptr(GPtrArray) expectations = NULL;
    g_autoptr(GPtrArray) cases = NULL;

    if (!path) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s names no expectations", artifacts->file);
        return NULL;
    }
    expectations = expect_load(path, error);
    if (!expectations) {
        return NULL;
    }
    cases = run_all_cases(artifacts, error);
    if (!cases || !expect_check(expectations, path, cases, error) ||
        !expect_narrow(expectations, &place, error)) {
        return NULL;
    }
    return g_steal_pointer(&expectations);
}

static void run_note_facts(Run *run)
{
    KernelKind kernel = run->options->kernel;
    unsigned long version = 0;
    g_autofree char *libvirt = NULL;

    virGetVersion(&version, NULL, NULL);
    libvirt = g_strdup_printf("%lu.%lu.%lu", version / 1000000,
                              version / 1000 % 1000, version % 1000);
    g_autofree char *seed = g_strdup_printf("%d", run->seed);

    results_set_fact(run->results, "seed", seed);
    results_set_fact(run->results, "kernel", kernel_kind_name(kernel));
    results_set_fact(run->results, "kernel_version",
                     run->artifacts->kernel_version[kernel]);
    results_set_fact(run->results, "accelerator", accel_name(run->accel));
    results_set_fact(run->results, "accelerator_reason", run->accel->reason);
    results_set_fact(run->results, "device_level",
                     run->artifacts->device_level);
    results_set_fact(run->results, "libvirt_version", libvirt);
    results_set_fact(run->results, "uri", embed_uri(run->embed));
    results_set_fact(run->results, "qemu", run->artifacts->qemu);
    results_set_fact(run->results, "qemu_version",
                     run->artifacts->qemu_version);
    results_set_fact(run->results, "findings", run->artifacts->findings);
    results_set_fact(run->results, "reproduce_svgalab",
                     run->options->command_line);
}

static void run_note_qemu_line(Run *run)
{
    const BootPlan *first = &g_array_index(run->plans->boots, BootPlan, 0);
    g_autofree char *xml = life_domain_xml(&run->context, first);
    g_autofree char *line =
        virConnectDomainXMLToNative(embed_connection(run->embed),
                                    "qemu-argv", xml, 0);

    /* Before the emulator's path comes the environment that libvirt sets. */
    results_set_fact(run->results, "reproduce_qemu",
                     line ? strstr(g_strstrip(line), run->artifacts->qemu)
                          : NULL);
}

static void run_note_properties(Run *run)
{
    char **property = run->options->properties;

    for (; property && *property; property++) {
        g_auto(GStrv) parts = g_strsplit(*property, "=", 2);

        g_hash_table_replace(run->results->properties, g_strdup(parts[0]),
                             g_strdup(parts[1]));
    }
}

static void run_print_properties(Run *run)
{
    g_autofree char *list =
        run->options->properties
        ? g_strjoinv(", ", run->options->properties) : g_strdup("");

    if (*list) {
        stream_diagnostic(run->stream, "device properties: %s", list);
    }
}

static void run_print_header(Run *run)
{
    KernelKind kernel = run->options->kernel;
    const char *version = run->artifacts->kernel_version[kernel];
    const char *qemu = run->artifacts->qemu_version;
    const char *line = results_fact(run->results, "reproduce_qemu");

    stream_version(run->stream);
    stream_diagnostic(run->stream, "kernel: %s, Linux %s",
                      kernel_kind_name(kernel), version ? version : "?");
    stream_diagnostic(run->stream, "device: vmware-svga level %s, QEMU %s",
                      run->artifacts->device_level
                      ? run->artifacts->device_level : "?",
                      qemu ? qemu : "?");
    run_print_properties(run);
    if (run->accel->kvm) {
        stream_diagnostic(run->stream, "accelerator: kvm");
    } else {
        stream_diagnostic(run->stream, "accelerator: %s, slow: no KVM (%s)",
                          accel_name(run->accel), run->accel->reason);
    }
    stream_diagnostic(run->stream, "results: %s", run->results->dir);
    stream_diagnostic(run->stream, "seed: %d", run->seed);
    stream_diagnostic(run->stream, "reproduce: %s",
                      run->options->command_line);
    stream_diagnostic(run->stream, "qemu: %s", line ? line : "unknown");
    if (embed_reaped(run->embed)) {
        stream_diagnostic(run->stream,
                          "ended %u guests that killed runs left behind",
                          embed_reaped(run->embed));
    }
    stream_plan(run->stream, run->cases->len);
}

static void run_fill_context(Run *run)
{
    const RunOptions *options = run->options;

    run->context = (BootContext) {
        .embed = run->embed,
        .artifacts = run->artifacts,
        .kernel = options->kernel,
        .kvm = run->accel->kvm,
        .kunit = options->kunit,
        .keep = options->keep,
        .case_timeout = options->case_timeout,
        .boot_timeout = options->boot_timeout,
        .inject = options->inject,
        .properties = (const char *const *)options->properties,
        .seed = run->seed,
        .expectations = run->expectations,
        .results = run->results,
        .stream = run->stream,
    };
}

/* A kept guest is meant to be ended by a signal after its cases. */
static gboolean run_was_cut_short(const Run *run)
{
    return interrupt_pending() &&
           !(run->options->keep &&
             run->results->cases->len == run->results->selected);
}

static void run_boots(Run *run)
{
    const Plans *plans = run->plans;
    GError **failure = &run->results->failure;
    gboolean good;

    run->context.outbox = outbox_new(run->results, run->stream);
    good = boots_run(&run->context, (const BootPlan *)plans->boots->data,
                     plans->boots->len, plans->at_once, failure);
    if (good && run_was_cut_short(run)) {
        g_set_error(failure, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "interrupted by %s", g_strsignal(interrupt_pending()));
    } else if (good && run->options->inject &&
               !verdict_first_bad(run->results)) {
        g_set_error(failure, SVGALAB_ERROR, SVGALAB_ERROR_TEST,
                    "no case failed with the fault %s: none has so many "
                    "updates, or nobody noticed", run->options->inject);
    }
    g_clear_pointer(&run->context.outbox, outbox_free);
}

/* @file is a path, "-" for standard output, or NULL for none. */
static gboolean run_write_file(const char *file, const char *text,
                               GError **error)
{
    if (g_strcmp0(file, "-") == 0) {
        if (fputs(text, stdout) < 0 || fflush(stdout) < 0) {
            g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                        "standard output: %s", g_strerror(errno));
            return FALSE;
        }
        return TRUE;
    }
    return !file || g_file_set_contents(file, text, -1, error);
}

static gboolean run_write_results(Run *run, const Verdict *verdict,
                                  GError **error)
{
    g_autofree char *path = g_build_filename(run->results->dir,
                                             "results.json", NULL);
    g_autofree char *json = results_to_json(run->results, verdict);
    g_autofree char *junit = junit_from_results(run->results, verdict);

    return run_write_file(path, json, error) &&
           run_write_file(run->options->json, json, error) &&
           run_write_file(run->options->junit, junit, error);
}

static void run_print_reproduction(Run *run)
{
    const CaseResult *bad = verdict_first_bad(run->results);
    g_autofree char *properties = NULL;
    g_autofree char *inject = NULL;

    if (!bad) {
        return;
    }
    inject = run->options->inject
             ? g_strconcat(" --inject ", run->options->inject, NULL)
             : g_strdup("");
    properties = properties_options(
        (const char *const *)run->options->properties);
    stream_diagnostic(run->stream,
                      "this case alone: ./svgalab run %s%s --seed %d"
                      "%s%s -t '^%s$'", run->options->kernel_words,
                      run->options->kunit ? " --kunit" : "", run->seed,
                      inject, properties, bad->name);
}

static int run_conclude(Run *run, GError **error)
{
    g_autoptr(Verdict) verdict = verdict_of(run->results);

    if (run->results->failure) {
        stream_diagnostic(run->stream, "%s", run->results->failure->message);
    }
    run_print_reproduction(run);
    if (!run_write_results(run, verdict, error)) {
        return -1;
    }
    stream_verdict(run->stream, verdict->exit_code == 0, verdict->text);
    return verdict->exit_code;
}

static int run_started(Run *run, GError **error)
{
    run->seed = run->options->seed ? run->options->seed
                                   : g_random_int_range(1, RUN_SEED_MAX);
    run_fill_context(run);
    run_note_facts(run);
    run_note_properties(run);
    run_note_qemu_line(run);
    run_print_header(run);
    if (run->options->dry_run) {
        for (guint i = 0; i < run->cases->len; i++) {
            stream_diagnostic(run->stream, "would run %s",
                              ((TestCase *)run->cases->pdata[i])->name);
        }
        return 0;
    }
    run_boots(run);
    return run_conclude(run, error);
}

static gboolean run_open_results(Run *run, GError **error)
{
    const RunOptions *options = run->options;
    gboolean taken = g_strcmp0(options->json, "-") == 0 ||
                     g_strcmp0(options->junit, "-") == 0;
    int fd = taken ? STDERR_FILENO : STDOUT_FILENO;
    g_autofree char *dir = resultdir_make(options->results_dir,
                                          kernel_kind_name(options->kernel),
                                          error);
    g_autofree char *ktap = NULL;

    if (!dir) {
        return FALSE;
    }
    run->results = results_new(dir);
    run->results->selected = run->cases->len;
    ktap = g_build_filename(dir, "results.ktap", NULL);
    run->stream = stream_open(fd, ktap, stream_wants_colour(fd), FALSE,
                              error);
    return run->stream != NULL;
}

static gboolean run_is_shared(const TestCase *test, gconstpointer opaque)
{
    const Run *run = opaque;

    return !expect_isolates(run->expectations, test->name);
}

/* a kept guest is the only one, and KUnit tests run at boot */
static gboolean run_plan(Run *run, GError **error)
{
    const RunOptions *options = run->options;
    guint guests = options->keep || options->kunit ? 1 : options->guests;

    /* A boot per case takes long, so they need to be named or --all given. */
    if (!options->all && !options->include) {
        cases_filter(run->cases, run_is_shared, run);
    }
    if (!run->cases->len) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_NOTHING,
                    "each selected case needs a boot of its own: "
                    "select by --test, or add --all");
        return FALSE;
    }
    run->plans = plans_new(run->cases, run->expectations, guests,
                           g_get_num_processors());
    return TRUE;
}

static gboolean run_prepare(Run *run, GError **error)
{
    run->cases = run_select(run->options, run->artifacts, error);
    if (!run->cases) {
        return FALSE;
    }
    run->expectations = run_expectations(run->artifacts,
                                         run->options->kernel, error);
    if (!run->expectations ||
        !artifacts_check(run->artifacts, run->options->kernel, error) ||
        !run_plan(run, error)) {
        return FALSE;
    }
    run->embed = embed_open(run->options->uri, run->artifacts->qemu,
                            run->artifacts->cache_dir, error);
    if (!run->embed || !interrupt_install(error)) {
        return FALSE;
    }
    run->accel = accel_choose(run->embed, run->artifacts,
                              run->options->kernel);
    return run->accel && run_open_results(run, error);
}

static void run_clear(Run *run)
{
    g_clear_pointer(&run->stream, stream_free);
    g_clear_pointer(&run->results, results_free);
    g_clear_pointer(&run->accel, accel_free);
    g_clear_pointer(&run->embed, embed_free);
    g_clear_pointer(&run->plans, plans_free);
    g_clear_pointer(&run->expectations, g_ptr_array_unref);
    g_clear_pointer(&run->cases, g_ptr_array_unref);
}

int run_execute(const RunOptions *options, const Artifacts *artifacts,
                GError **error)
{
    Run run = { .options = options, .artifacts = artifacts };
    gboolean cut_short;
    int code = -1;

    if (run_prepare(&run, error)) {
        code = run_started(&run, error);
    }
    cut_short = run.results ? run_was_cut_short(&run) : interrupt_pending();
    run_clear(&run);
    if (cut_short) {
        interrupt_die();
    }
    return code;
}
