/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Reads the result directory of a finished run. */

#include "html/resultfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/lines.h"
#include "console/splat.h"
#include "hw/display/svga-wire.h"
#include "results/reader.h"

/* Larger than any picture of a run; the largest map is a few MiB. */
#define RESULTFILE_PICTURE_MAX (16 * 1024 * 1024)

/* A run has one boot, plus one per isolated case. */
#define RESULTFILE_BOOTS_MAX 1000

/* Lines shown before a case, and at most of the case itself. */
#define RESULTFILE_BEFORE 5
#define RESULTFILE_LINES_MAX 200

static const guint8 resultfile_png[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
};

static gboolean resultfile_load(ResultFile *file, GError **error)
{
    if (!g_file_test(file->dir, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, SVGALAB_ERROR, SVGALAB_ERROR_ENVIRONMENT,
                    "%s: no such directory", file->dir);
        return FALSE;
    }
    file->document = reader_load(file->dir, error);
    return file->document != NULL;
}

static void resultfile_load_consoles(ResultFile *file)
{
    for (guint boot = 1; boot <= RESULTFILE_BOOTS_MAX; boot++) {
        g_autofree char *name =
            boot == 1 ? g_strdup("console.log")
                      : g_strdup_printf("console-%u.log", boot);
        g_autofree char *path = g_build_filename(file->dir, name, NULL);

        if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            return;
        }
        g_ptr_array_add(file->consoles, lines_of_file(path));
    }
}

ResultFile *resultfile_open(const char *dir, GError **error)
{
    g_autoptr(ResultFile) file = g_new0(ResultFile, 1);

    file->dir = g_strdup(dir);
    file->consoles =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    if (!resultfile_load(file, error)) {
        return NULL;
    }
    resultfile_load_consoles(file);
    return g_steal_pointer(&file);
}

JsonObject *resultfile_root(const ResultFile *file)
{
    return json_node_get_object(file->document);
}

/* True for a relative name without "..", which stays below the directory. */
static gboolean resultfile_is_below(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);

    return *name && !g_path_is_absolute(name) &&
           !g_strv_contains((const char *const *)parts, "..");
}

char *resultfile_picture(const ResultFile *file, const char *name)
{
    g_autofree char *path = g_build_filename(file->dir, name, NULL);
    g_autofree char *real = NULL;
    g_autofree char *base = realpath(file->dir, NULL);
    g_autofree char *inside = base ? g_strconcat(base, "/", NULL) : NULL;
    g_autofree char *bytes = NULL;
    g_autofree char *encoded = NULL;
    struct stat status;
    gsize length;

    real = resultfile_is_below(name) ? realpath(path, NULL) : NULL;
    if (!real || !inside || !g_str_has_prefix(real, inside) ||
        stat(real, &status) < 0 || !S_ISREG(status.st_mode) ||
        status.st_size > RESULTFILE_PICTURE_MAX ||
        !g_file_get_contents(real, &bytes, &length, NULL) ||
        length < sizeof(resultfile_png) ||
        memcmp(bytes, resultfile_png, sizeof(resultfile_png)) != 0) {
        return NULL;
    }
    encoded = g_base64_encode((const guchar *)bytes, length);
    return g_strconcat("data:image/png;base64,", encoded, NULL);
}

static gboolean resultfile_marks(const char *line, const char *name)
{
    const char *mark = strstr(line, SVGA_WIRE_CASE_MARK);

    return mark && (!name ||
                    g_str_equal(mark + strlen(SVGA_WIRE_CASE_MARK), name));
}

/* From the mark of the case to the next mark; for a racy case, the last try. */
static GPtrArray *resultfile_cut(GPtrArray *lines, const char *name)
{
    GPtrArray *cut = NULL;
    guint start = lines->len;

    for (guint i = 0; i < lines->len; i++) {
        start = resultfile_marks(lines->pdata[i], name) ? i : start;
    }
    if (start == lines->len) {
        return NULL;
    }
    cut = g_ptr_array_new();
    for (guint i = start - MIN(start, RESULTFILE_BEFORE); i < lines->len &&
         cut->len < RESULTFILE_LINES_MAX; i++) {
        if (i > start && resultfile_marks(lines->pdata[i], NULL)) {
            break;
        }
        g_ptr_array_add(cut, lines->pdata[i]);
    }
    return cut;
}

GPtrArray *resultfile_console(const ResultFile *file, const char *name)
{
    for (guint i = file->consoles->len; i-- > 0;) {
        GPtrArray *cut = resultfile_cut(file->consoles->pdata[i], name);

        if (cut) {
            return cut;
        }
    }
    return NULL;
}

GPtrArray *resultfile_console_end(const ResultFile *file, guint count)
{
    GPtrArray *end;
    GPtrArray *lines;

    if (!file->consoles->len) {
        return NULL;
    }
    lines = file->consoles->pdata[file->consoles->len - 1];
    end = g_ptr_array_new();
    for (guint i = lines->len - MIN(lines->len, count); i < lines->len; i++) {
        g_ptr_array_add(end, lines->pdata[i]);
    }
    return end;
}

void resultfile_free(ResultFile *file)
{
    g_free(file->dir);
    g_clear_pointer(&file->document, json_node_unref);
    g_ptr_array_unref(file->consoles);
    g_free(file);
}
