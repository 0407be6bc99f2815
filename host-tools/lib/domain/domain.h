/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* What a guest is made of, and libvirt's domain XML for it. */

#ifndef SVGALAB_DOMAIN_H
#define SVGALAB_DOMAIN_H

#include <glib.h>


/* The graphics device under libvirt, and its QOM path. */
#define DOMAIN_DEVICE_ID "video0"
#define DOMAIN_DEVICE_PATH "/machine/peripheral/" DOMAIN_DEVICE_ID

/* Consoles of that device: a guest uses the second when it is told to. */
#define DOMAIN_HEADS 2

typedef struct DomainSpec {
    const char *name;
    const char *emulator;
    const char *kernel;
    const char *initramfs;      /* NULL: none */
    const char *command_line;   /* the kernel's */
    const char *console_path;   /* the serial console goes to this file */
    const char *reports_path;   /* report stream of the device; NULL: off */
    const char *vnc_socket;     /* NULL: no display server */
    const char *plugin;         /* argument of QEMU's -plugin; NULL: none */
    guint memory_mib;
    guint vcpus;
    gboolean kvm;
    gboolean channels;          /* the two ports of the guest's init */
} DomainSpec;

/* The domain XML; every value is escaped. */
char *domain_xml(const DomainSpec *spec);

#endif
