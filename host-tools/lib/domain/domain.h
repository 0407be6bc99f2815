/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The configuration of a guest, and its libvirt domain XML. */

#ifndef SVGALAB_DOMAIN_H
#define SVGALAB_DOMAIN_H

#include <glib.h>


/* The graphics device under libvirt, and its QOM path. */
#define DOMAIN_DEVICE_ID "video0"
#define DOMAIN_DEVICE_PATH "/machine/peripheral/" DOMAIN_DEVICE_ID

/* Number of the device's consoles; a guest uses the second one on request. */
#define DOMAIN_HEADS 2

typedef struct DomainSpec {
    const char *name;
    const char *emulator;
    const char *kernel;
    const char *initramfs;      /* NULL: none */
    const char *command_line;   /* of the kernel */
    const char *console_path;   /* log file of the serial console */
    const char *reports_path;   /* report stream of the device; NULL: off */
    const char *vnc_socket;     /* NULL: no display server */
    const char *plugin;         /* value of QEMU's -plugin; NULL: none */
    const char *const *properties;  /* of the device; NULL: none of its own */
    guint memory_mib;
    guint vcpus;
    gboolean kvm;
    gboolean channels;          /* the two ports for the guest's init */
} DomainSpec;

/* The domain XML, with every value escaped. */
char *domain_xml(const DomainSpec *spec);

#endif
