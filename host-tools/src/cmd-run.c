/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* svgalab run: boot a kernel and run the cases on it. */

#include "commands.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "domain/property.h"
#include "run/run.h"
#include "supervision/supervision.h"

#define CASE_TIMEOUT_DEFAULT 60
#define BOOT_TIMEOUT_DEFAULT 120
#define TIMEOUT_MAX 86400
#define GUESTS_MAX 16

typedef struct RunArguments {
    RunOptions options;
    char *artifacts;
    char *kernel;
    char *image;
    char *modules;
    char *inject;
    char **properties;
    gboolean list;
} RunArguments;

static const Command run_command = {
    "run", "run - boot a kernel and run the cases on it",
    "Boots a kernel on the device, runs the selected cases and audits the\n"
    "device after each of them. The last line is the verdict.", cmd_run,
};

static void run_arguments_clear(RunArguments *arguments)
{
    RunOptions *options = &arguments->options;

    g_strfreev(options->include);
    g_strfreev(options->exclude);
    g_free(options->uri);
    g_free(options->inject);
    g_strfreev(options->properties);
    g_free(options->results_dir);
    g_free(options->json);
    g_free(options->junit);
    g_free(options->command_line);
    g_free(options->kernel_words);
    g_free(arguments->artifacts);
    g_free(arguments->kernel);
    g_free(arguments->image);
    g_free(arguments->modules);
    g_free(arguments->inject);
    g_strfreev(arguments->properties);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RunArguments, run_arguments_clear)

/* Options whose file argument may be left out: then it is "-". */
static const char *const run_outputs[] = { "--json", "--junit", NULL };

static gboolean run_arguments_parse(RunArguments *a, int argc, char **argv,
                                    GError **error)
{
    g_auto(GStrv) complete = command_complete(argc, argv, run_outputs);
    RunOptions *o = &a->options;
    const GOptionEntry entries[] = {
        { "kernel", 'k', 0, G_OPTION_ARG_STRING, &a->kernel,
          "Kernel: stock, patched (default), debug or faulty", "KIND" },
        { "image", 0, 0, G_OPTION_ARG_FILENAME, &a->image,
          "Boot this kernel as it is: a bzImage or a Debian package", "FILE" },
        { "modules", 0, 0, G_OPTION_ARG_FILENAME, &a->modules,
          "Its modules, if it is no package: /lib/modules/RELEASE or above",
          "DIR" },
        { "test", 't', 0, G_OPTION_ARG_STRING_ARRAY, &o->include,
          "Run the cases that match; may be repeated", "REGEX" },
        { "exclude", 'x', 0, G_OPTION_ARG_STRING_ARRAY, &o->exclude,
          "Leave out the cases that match; may be repeated", "REGEX" },
        { "timeout", 0, 0, G_OPTION_ARG_INT, &o->case_timeout,
          "Time for each case (default: 60)", "SECONDS" },
        { "boot-timeout", 0, 0, G_OPTION_ARG_INT, &o->boot_timeout,
          "Time until the guest's init says hello (default: 120)", "SECONDS" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &o->all,
          "Also the cases that need a boot of their own; --test selects them, "
          "too", NULL },
        { "guests", 0, 0, G_OPTION_ARG_INT, &o->guests,
          "Guests that share the cases (default: one per CPU, up to 4, and "
          "fewer for few cases)", "N" },
        { "seed", 0, 0, G_OPTION_ARG_INT, &o->seed,
          "Seed of the cases' random numbers (default: a new one)", "N" },
        { "json", 0, 0, G_OPTION_ARG_FILENAME, &o->json,
          "Write the results as JSON, to standard output without FILE or with "
          "- (the test output then goes to standard error)", "[FILE]" },
        { "junit", 0, 0, G_OPTION_ARG_FILENAME, &o->junit,
          "The same as JUnit XML", "[FILE]" },
        { "results", 0, 0, G_OPTION_ARG_FILENAME, &o->results_dir,
          "Result directory, new or empty", "DIR" },
        { "connect", 'c', 0, G_OPTION_ARG_STRING, &o->uri,
          "libvirt of this host to use (default: one of our own)", "URI" },
        { "inject", 0, 0, G_OPTION_ARG_STRING, &a->inject,
          "Let the device lose, shift or truncate the Nth update of each "
          "case (default: 1): the run must fail", "FAULT[:N]" },
        { "device-property", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->properties,
          "Set a property of the device; may be repeated", "KEY=VALUE" },
        { "kunit", 0, 0, G_OPTION_ARG_NONE, &o->kunit,
          "Run the kernel's own tests instead, which need no device", NULL },
        { "keep", 0, 0, G_OPTION_ARG_NONE, &o->keep,
          "Keep the guest running after its last case, until Ctrl-C", NULL },
        { "list", 0, 0, G_OPTION_ARG_NONE, &a->list,
          "Only print the selected cases", NULL },
        { "dry-run", 0, 0, G_OPTION_ARG_NONE, &o->dry_run,
          "Check everything, boot no guest for cases", NULL },
        { "artifacts", 0, 0, G_OPTION_ARG_FILENAME, &a->artifacts,
          "What was built, instead of SVGALAB_ARTIFACTS", "FILE" },
        G_OPTION_ENTRY_NULL
    };

    return command_parse(argc, complete, &run_command, entries, error);
}

static gboolean run_check_timeout(const char *name, int value, GError **error)
{
    if (value < 1 || value > TIMEOUT_MAX) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "run: --%s wants 1 to %d seconds", name, TIMEOUT_MAX);
        return FALSE;
    }
    return TRUE;
}

/* Better report an unwritable file before the guest boots than afterwards. */
static gboolean run_check_target(const char *file, GError **error)
{
    g_autofree char *parent = file ? g_path_get_dirname(file) : NULL;
    gboolean exists = file && g_file_test(file, G_FILE_TEST_EXISTS);

    if (!file || g_str_equal(file, "-") ||
        (access(exists ? file : parent, W_OK) == 0 &&
         !g_file_test(file, G_FILE_TEST_IS_DIR))) {
        return TRUE;
    }
    g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                "cannot write to %s", file);
    return FALSE;
}

/* ./svgalab has made the artifacts of the image from these options. */
static gboolean run_check_kernel(RunArguments *arguments, GError **error)
{
    RunOptions *options = &arguments->options;
    const char *name = arguments->image ? kernel_kind_name(KERNEL_IMAGE)
                       : arguments->kernel ? arguments->kernel : "patched";

    if (!kernel_kind_parse(name, &options->kernel, error)) {
        return FALSE;
    }
    if ((options->kernel == KERNEL_IMAGE) != (arguments->image != NULL) ||
        (arguments->image && arguments->kernel) ||
        (arguments->modules && !arguments->image)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "run: --image FILE stands in place of --kernel, and "
                    "--modules belongs to it");
        return FALSE;
    }
    options->kernel_words =
        arguments->modules ? g_strdup_printf("--image %s --modules %s",
                                             arguments->image,
                                             arguments->modules)
        : g_strdup_printf("--%s %s", arguments->image ? "image" : "kernel",
                          arguments->image ? arguments->image : name);
    return TRUE;
}

static gboolean run_arguments_check(RunArguments *arguments, GError **error)
{
    RunOptions *options = &arguments->options;

    if (!run_check_kernel(arguments, error) ||
        !run_check_timeout("timeout", options->case_timeout, error) ||
        !run_check_timeout("boot-timeout", options->boot_timeout, error)) {
        return FALSE;
    }
    if (g_strcmp0(options->json, "-") == 0 &&
        g_strcmp0(options->junit, "-") == 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "run: only one of --json and --junit can go to standard "
                    "output");
        return FALSE;
    }
    if (!run_check_target(options->json, error) ||
        !run_check_target(options->junit, error)) {
        return FALSE;
    }
    if (options->guests < 0 || options->guests > GUESTS_MAX) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "run: --guests wants 1 to %d", GUESTS_MAX);
        return FALSE;
    }
    if (options->seed < 0) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_USAGE,
                    "run: --seed wants a number above 0");
        return FALSE;
    }
    options->properties = properties_parse(arguments->properties, error);
    if (!options->properties) {
        return FALSE;
    }
    if (arguments->inject) {
        options->inject = run_parse_inject(arguments->inject, error);
        return options->inject != NULL;
    }
    return TRUE;
}

/* The command line in a form that can be pasted into a shell. */
static char *run_quote(int argc, char **argv)
{
    g_autoptr(GString) line = g_string_new("./svgalab");

    for (int i = 0; i < argc; i++) {
        gboolean plain = argv[i][strspn(argv[i], "abcdefghijklmnopqrstuvwxyz"
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789-_./:=,+@%")] == '\0';
        g_autofree char *quoted = plain && *argv[i] ? g_strdup(argv[i])
                                                    : g_shell_quote(argv[i]);

        g_string_append_printf(line, " %s", quoted);
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static int run_print_list(const RunArguments *arguments,
                          const Artifacts *artifacts, GError **error)
{
    g_autoptr(GPtrArray) cases = run_select(&arguments->options, artifacts,
                                            error);
    g_autoptr(GPtrArray) expectations = NULL;

    if (!cases) {
        return -1;
    }
    /* Called before a long build: report what is wrong with the options now. */
    expectations = run_expectations(artifacts, arguments->options.kernel,
                                    error);
    if (!expectations) {
        return -1;
    }
    for (guint i = 0; i < cases->len; i++) {
        printf("%s\n", ((TestCase *)cases->pdata[i])->name);
    }
    return 0;
}

int cmd_run(int argc, char **argv, GError **error)
{
    g_auto(RunArguments) arguments = {
        .options = {
            .case_timeout = CASE_TIMEOUT_DEFAULT,
            .boot_timeout = BOOT_TIMEOUT_DEFAULT,
        },
    };
    g_autoptr(Artifacts) artifacts = NULL;

    if (!run_arguments_parse(&arguments, argc, argv, error)) {
        return 0;
    }
    if (!run_arguments_check(&arguments, error)) {
        return -1;
    }
    arguments.options.command_line = run_quote(argc, argv);
    artifacts = artifacts_load(arguments.artifacts, error);
    if (!artifacts) {
        return -1;
    }
    if (arguments.list) {
        return run_print_list(&arguments, artifacts, error);
    }
    return supervision_adopt(error)
           ? run_execute(&arguments.options, artifacts, error) : -1;
}
