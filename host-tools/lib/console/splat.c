/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Messages by which a kernel complains on its console. */

#include "console/splat.h"

#include <string.h>

#include "base/lines.h"

static const char *const splat_signs[] = {
    "WARNING:", "BUG:", "Oops:", "UBSAN:", "INFO: trying to register",
    "INFO: possible", "general protection fault", "debug_vm_pgtable: fail",
};

static gboolean splat_is_one(const char *line)
{
    for (guint i = 0; i < G_N_ELEMENTS(splat_signs); i++) {
        if (strstr(line, splat_signs[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

char *splat_find(const char *path)
{
    g_autoptr(GPtrArray) lines = lines_of_file(path);
    gboolean expected = FALSE;

    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i];

        if (strstr(line, SPLAT_EXPECTED_BEGIN)) {
            expected = TRUE;
        } else if (strstr(line, SPLAT_EXPECTED_END)) {
            expected = FALSE;
        } else if (!expected && splat_is_one(line)) {
            return g_strdup(line);
        }
    }
    return NULL;
}
