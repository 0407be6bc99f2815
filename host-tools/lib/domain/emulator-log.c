/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Extracts QEMU's own messages from libvirt's log of it. */

#include "domain/emulator-log.h"

#include <string.h>

#include "base/lines.h"

/* Of a long message only the last lines are kept: an assertion comes last. */
#define EMULATOR_LOG_LINES 4

/* The command line is one long line, broken up by backslashes. */
static gboolean emulator_log_continues(const GPtrArray *lines, guint index)
{
    return index > 0 && g_str_has_suffix(lines->pdata[index - 1], "\\");
}

static gboolean emulator_log_is_word(const GPtrArray *lines, guint index)
{
    const char *line = lines->pdata[index];

    return *line && !g_str_has_suffix(line, "\\") &&
           !emulator_log_continues(lines, index) &&
           !strstr(line, ": starting up libvirt version: ") &&
           !strstr(line, " is tainted: ");
}

/* libvirt's lines begin with the time in UTC, followed by the message. */
static const char *emulator_log_text(const char *line)
{
    const char *zone = strstr(line, "+0000: ");

    return g_ascii_isdigit(*line) && zone ? zone + strlen("+0000: ") : line;
}

char *emulator_log_words(const char *path)
{
    g_autoptr(GPtrArray) lines = lines_of_file(path);
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (guint i = lines->len; i > 0 && words->len < EMULATOR_LOG_LINES;
         i--) {
        if (emulator_log_is_word(lines, i - 1)) {
            g_ptr_array_insert(words, 0,
                               (char *)emulator_log_text(lines->pdata[i - 1]));
        }
    }
    if (!words->len) {
        return NULL;
    }
    g_ptr_array_add(words, NULL);
    return g_strjoinv("; ", (char **)words->pdata);
}

/* In front of each of QEMU's messages: time, program, the option it is about */
#define EMULATOR_LOG_STAMP \
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z [^[:space:]]+: (-device \\{.*\\}: )?"

char *emulator_log_quoted(const char *message)
{
    g_autoptr(GRegex) stamp = g_regex_new(EMULATOR_LOG_STAMP, G_REGEX_RAW,
                                            0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *words = NULL;
    g_auto(GStrv) lines = NULL;
    g_autofree char *line = NULL;
    int start = 0;

    if (g_regex_match(stamp, message, 0, &match)) {
        g_match_info_fetch_pos(match, 0, &start, NULL);
    }
    words = g_regex_replace_literal(stamp, message + start, -1, 0, "", 0,
                                    NULL);
    lines = g_strsplit(g_strstrip(words), "\n", -1);
    line = g_strjoinv("; ", lines);
    return g_strconcat(g_match_info_matches(match) ? "QEMU: " : "", line,
                       NULL);
}
