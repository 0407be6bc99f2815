/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Documents that tests make, kept for whoever checks them. */

#ifndef SVGALAB_TEST_DOCUMENT_H
#define SVGALAB_TEST_DOCUMENT_H

/*
 * Write @text as @name into the directory that SVGALAB_DOCUMENTS names, if it
 * names one: documents.sh holds it against its schema.
 */
void document_keep(const char *name, const char *text);

#endif
