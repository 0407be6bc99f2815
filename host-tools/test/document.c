/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Documents written by tests, kept for a schema check. */

#include "document.h"

#include <glib.h>

void document_keep(const char *name, const char *text)
{
    const char *dir = g_getenv("SVGALAB_DOCUMENTS");
    g_autofree char *path = dir ? g_build_filename(dir, name, NULL) : NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(!path || g_file_set_contents(path, text, -1, &error));
    g_assert_no_error(error);
}
