/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Screenshots of a case: compared at once, written when the case has ended. */

#ifndef SVGALAB_PICTURES_H
#define SVGALAB_PICTURES_H

#include <json-glib/json-glib.h>
#include <libvirt/libvirt.h>

#include "results/results.h"
#include "results/stream.h"

typedef struct Pictures Pictures;

Pictures *pictures_new(void);

/* Answer the operation screenshot; the picture will be a file in @dir. */
JsonObject *pictures_take(Pictures *pictures, virDomainPtr domain,
                          const char *dir, JsonObject *request,
                          GError **error);

/* Write the pictures of the case that has ended, and add them to @results. */
void pictures_write(Pictures *pictures, Results *results, Stream *stream);

void pictures_free(Pictures *pictures);

#endif
