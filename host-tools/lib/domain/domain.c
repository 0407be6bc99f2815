/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copyright (C) 2026 The svgalab authors */
/* The configuration of a guest, and its libvirt domain XML. */

#include "domain/domain.h"

#include "domain/property.h"
#include "hw/display/svga-wire.h"

/* Firmware directories of Debian's seabios and qemu-system-data. */
static const char *const domain_firmware_dirs[] = {
    "/usr/share/seabios",
    "/usr/share/qemu",
};

static void domain_element(GString *xml, const char *name, const char *value)
{
    g_autofree char *line = NULL;

    if (value) {
        line = g_markup_printf_escaped("<%s>%s</%s>", name, value, name);
        g_string_append(xml, line);
    }
}

static void domain_argument(GString *xml, const char *value)
{
    g_autofree char *line = g_markup_printf_escaped("<qemu:arg value='%s'/>",
                                                    value);

    g_string_append(xml, line);
}

/*
 * TCG executes a string instruction one element at a time. Without "enhanced
 * rep movsb", Linux clears and copies pages in words of eight bytes.
 */
static void domain_cpu(GString *xml, const DomainSpec *spec)
{
    g_string_append(xml, "<cpu mode='maximum'>");
    if (!spec->kvm) {
        g_string_append(xml,
                        "<feature policy='disable' name='erms'/>"
                        "<feature policy='disable' name='fsrm'/>");
    }
    g_string_append(xml, "</cpu>");
}

static void domain_os(GString *xml, const DomainSpec *spec)
{
    g_string_append(xml, "<os><type arch='x86_64' machine='pc'>hvm</type>");
    domain_element(xml, "kernel", spec->kernel);
    domain_element(xml, "initrd", spec->initramfs);
    domain_element(xml, "cmdline", spec->command_line);
    g_string_append(xml,
                    "</os>"
                    "<features><acpi/><apic/></features>"
                    "<pm><suspend-to-mem enabled='yes'/></pm>");
    domain_cpu(xml, spec);
    g_string_append(xml,
                    /*
                     * All three are "destroy": QEMU ends when the guest does.
                     */
                    "<on_poweroff>destroy</on_poweroff>"
                    "<on_reboot>destroy</on_reboot>"
                    "<on_crash>destroy</on_crash>");
}

static void domain_channel(GString *xml, const char *name)
{
    g_autofree char *line = g_markup_printf_escaped(
        "<channel type='unix'><source mode='bind'/>"
        "<target type='virtio' name='%s'/></channel>", name);

    g_string_append(xml, line);
}

static void domain_graphics(GString *xml, const char *vnc_socket)
{
    g_autofree char *line = g_markup_printf_escaped(
        "<graphics type='vnc'><listen type='socket' socket='%s'/></graphics>",
        vnc_socket);

    g_string_append(xml, line);
}

static void domain_devices(GString *xml, const DomainSpec *spec)
{
    g_autofree char *serial = g_markup_printf_escaped(
        "<serial type='file'><source path='%s'/><target port='0'/></serial>",
        spec->console_path);

    g_string_append(xml, "<devices>");
    domain_element(xml, "emulator", spec->emulator);
    g_string_append(xml,
                    "<controller type='usb' model='none'/>"
                    "<memballoon model='none'/>");
    g_string_append(xml, serial);
    if (spec->channels) {
        domain_channel(xml, SVGA_WIRE_PORT_KTAP);
        domain_channel(xml, SVGA_WIRE_PORT_CONTROL);
    }
    if (spec->vnc_socket) {
        domain_graphics(xml, spec->vnc_socket);
    }
    g_string_append(xml,
                    "<video><model type='vmvga' vram='16384' primary='yes'/>"
                    "</video></devices>");
}

static void domain_report_chardev(GString *xml, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, ",", -1);
    g_autofree char *escaped = g_strjoinv(",,", parts);
    g_autofree char *chardev = g_strdup_printf("file,id=reports,path=%s",
                                               escaped);

    domain_argument(xml, "-chardev");
    domain_argument(xml, chardev);
}

static void domain_qemu_namespace(GString *xml, const DomainSpec *spec)
{
    g_string_append(xml, "<qemu:commandline>");
    for (guint i = 0; i < G_N_ELEMENTS(domain_firmware_dirs); i++) {
        domain_argument(xml, "-L");
        domain_argument(xml, domain_firmware_dirs[i]);
    }
    if (spec->reports_path) {
        domain_report_chardev(xml, spec->reports_path);
    }
    if (spec->plugin) {
        domain_argument(xml, "-plugin");
        domain_argument(xml, spec->plugin);
    }
    g_string_append(xml, "</qemu:commandline>");
}

/* Properties unknown to libvirt, and those that the user sets. */
static void domain_override(GString *xml, const DomainSpec *spec)
{
    g_string_append(xml,
                    "<qemu:override>"
                    "<qemu:device alias='" DOMAIN_DEVICE_ID "'>"
                    "<qemu:frontend>");
    if (!properties_value(spec->properties, "max_outputs")) {
        g_string_append_printf(xml,
                               "<qemu:property name='max_outputs' "
                               "type='unsigned' value='%u'/>", DOMAIN_HEADS);
    }
    properties_append_xml(xml, spec->properties);
    if (spec->reports_path) {
        g_string_append(xml,
                        "<qemu:property name='reports' type='string' "
                        "value='reports'/>");
    }
    g_string_append(xml,
                    "</qemu:frontend></qemu:device></qemu:override>");
}

char *domain_xml(const DomainSpec *spec)
{
    g_autoptr(GString) xml = g_string_new(NULL);

    g_string_append_printf(xml,
                           "<domain type='%s' xmlns:qemu="
                           "'http://libvirt.org/schemas/domain/qemu/1.0'>",
                           spec->kvm ? "kvm" : "qemu");
    domain_element(xml, "name", spec->name);
    g_string_append_printf(xml, "<memory unit='MiB'>%u</memory>"
                           "<vcpu>%u</vcpu>", spec->memory_mib, spec->vcpus);
    domain_os(xml, spec);
    domain_devices(xml, spec);
    domain_qemu_namespace(xml, spec);
    domain_override(xml, spec);
    g_string_append(xml, "</domain>");
    return g_string_free(g_steal_pointer(&xml), FALSE);
}
