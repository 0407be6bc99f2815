/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Escapes untrusted text for XML and HTML. */

#ifndef SVGALAB_MARKUP_H
#define SVGALAB_MARKUP_H

#include <glib.h>

/*
 * Append @text so that it can be nothing but text, in an element as well as in
 * a quoted attribute. Bytes that are not UTF-8, control characters and
 * directional characters become U+FFFD.
 */
void markup_append_text(GString *out, const char *text);

/*
 * Append @format, which is trusted, with each "%s" replaced by an argument
 * escaped as above. No other conversion is supported.
 */
void markup_append(GString *out, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

#endif
