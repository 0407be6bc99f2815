/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* Properties of the graphics device that the user sets, as KEY=VALUE. */

#ifndef SVGALAB_PROPERTY_H
#define SVGALAB_PROPERTY_H

#include <glib.h>

/*
 * Check @given, which may be NULL. Returns a copy without those whose key comes
 * again, since the last one counts, or NULL with a usage error. Only the device
 * knows which keys and values there are.
 */
char **properties_parse(char *const *given, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The value of @key in @properties, or NULL. */
const char *properties_value(const char *const *properties, const char *key);

/* The options of svgalab that set them, each after a space; "" for none. */
char *properties_options(const char *const *properties);

/*
 * libvirt's elements for them. QEMU wants numbers and booleans as such: what
 * reads like one is one.
 */
void properties_append_xml(GString *xml, const char *const *properties);

#endif
