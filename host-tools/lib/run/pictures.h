/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Pictures that a case asks for: looked at now, written when it has ended. */

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

/* Write what the case that has ended looked at, and tell @results of it. */
void pictures_write(Pictures *pictures, Results *results, Stream *stream);

void pictures_free(Pictures *pictures);

#endif
