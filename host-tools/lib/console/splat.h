/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Messages by which a kernel complains on its console. */

#ifndef SVGALAB_SPLAT_H
#define SVGALAB_SPLAT_H

#include <glib.h>

/*
 * The first line of the console log @path with a complaint of the kernel (a
 * warning, KASAN, lockdep, sleeping in atomic context), or NULL. A test that
 * provokes warnings prints a line before and a line after them.
 */
#define SPLAT_EXPECTED_BEGIN "expected warnings begin"
#define SPLAT_EXPECTED_END "expected warnings end"

char *splat_find(const char *path);

/* Printed to the console by init before it starts a case. */

/*
 * A guest page that the splat points to, directly by a register or another
 * number, or indirectly by words that such an address points to. "RBX[0x8]" is
 * the target of the word at RBX + 8.
 */
typedef struct SplatPointer {
    char *name;
    guint64 gpa;
    guint steps;            /* words in between; 0: in the splat itself */
} SplatPointer;

/* Reads guest-physical memory; FALSE if it cannot. */
typedef gboolean (*SplatReader)(gpointer opaque, guint64 gpa, gpointer bytes,
                                gsize length);

/* A guest kernel's report of its breakdown. */
typedef struct Splat {
    char *line;             /* the first one, without the timestamp */
    char *where;            /* function and offset, or NULL */
    char **excerpt;         /* what a reader wants: no registers, no code */
    char *case_name;        /* the case that ran, or NULL */
    gboolean moved;         /* its direct map is at an unknown address */
    gboolean followed;      /* the pointers have been followed */
    GPtrArray *pointers;    /* of SplatPointer, in order of appearance */
} Splat;

/*
 * The first splat in a console's @lines since the last case started; if there
 * is none, the first one at all; else NULL. The guest has @memory bytes from
 * address 0 on.
 */
Splat *splat_parse(const GPtrArray *lines, guint64 memory);

/*
 * Add the pointers found in the first bytes of the objects that the splat
 * points to, and those in the objects these point to. A guest that is still
 * running may have changed them since.
 */
void splat_follow(Splat *splat, guint64 memory, SplatReader read,
                  gpointer opaque);
void splat_free(Splat *splat);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Splat, splat_free)

#endif
