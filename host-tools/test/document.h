/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Documents written by tests, kept for a schema check. */

#ifndef SVGALAB_TEST_DOCUMENT_H
#define SVGALAB_TEST_DOCUMENT_H

/*
 * Write @text as @name into the directory $SVGALAB_DOCUMENTS, if it is set;
 * documents.sh checks it against its schema.
 */
void document_keep(const char *name, const char *text);

#endif
